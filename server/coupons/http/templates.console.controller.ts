import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, instantOf, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { changeStock, changeTemplate, createTemplate } from '../templates.commands';
import { TemplateQueries } from '../templates.queries';
import { termFaults, type TemplateTerms } from '../templates.rules';

/** Coupon templates in the console. @rule O1 */
@Controller()
export class TemplatesConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly templates: TemplateQueries,
  ) {}

  @Handle('GET /console/coupon-templates')
  async list(call: Call<'GET /console/coupon-templates'>): Promise<Answer<'GET /console/coupon-templates'>> {
    return this.templates.page(call.query);
  }

  @Handle('POST /console/coupon-templates')
  async create({
    body,
    once,
    principal,
  }: Call<'POST /console/coupon-templates'>): Promise<Answer<'POST /console/coupon-templates'>> {
    const input = {
      ...body,
      claim_from_at: instantOf('claim_from_at', body.claim_from_at),
      claim_to_at: instantOf('claim_to_at', body.claim_to_at),
    };
    refuseFaults(input);
    const { answer, replayed } = await accepted(
      this.ledger.run(createTemplate, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.templates.after(answer), replayed);
  }

  @Handle('PATCH /console/coupon-templates/{id}')
  async change({
    params,
    body,
    once,
    principal,
  }: Call<'PATCH /console/coupon-templates/{id}'>): Promise<Answer<'PATCH /console/coupon-templates/{id}'>> {
    const { claim_from_at: from, claim_to_at: to, ...rest } = body;
    const input = {
      ...rest,
      id: params.id,
      ...(from === undefined ? {} : { claim_from_at: instantOf('claim_from_at', from) }),
      ...(to === undefined ? {} : { claim_to_at: instantOf('claim_to_at', to) }),
    };
    const current = await this.templates.byId(params.id);
    // the same version is the same row: what is checked here is what the command will find
    if (current?.version === body.version) {
      refuseFaults({
        title: input.title ?? current.title,
        value: input.value ?? current.value,
        validity: input.validity ?? current.validity,
        times: input.times ?? current.times,
        scope: input.scope ?? current.scope,
        limits: input.limits ?? current.limits,
        claim_from_at: input.claim_from_at === undefined ? current.claim_from_at : input.claim_from_at,
        claim_to_at: input.claim_to_at === undefined ? current.claim_to_at : input.claim_to_at,
        listed: input.listed ?? current.listed,
      });
    }
    const { answer, replayed } = await accepted(
      this.ledger.run(changeTemplate, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.templates.after(answer), replayed);
  }

  @Handle('POST /console/coupon-templates/{id}/stock-changes')
  async changeStock({
    params,
    body,
    once,
    principal,
  }: Call<'POST /console/coupon-templates/{id}/stock-changes'>): Promise<
    Answer<'POST /console/coupon-templates/{id}/stock-changes'>
  > {
    const input = { id: params.id, delta: body.delta, reason: body.reason };
    const { answer, replayed } = await accepted(
      this.ledger.run(changeStock, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable({ stock_left: answer.stock_left }, replayed);
  }
}

function refuseFaults(terms: TemplateTerms): void {
  const fields = termFaults(terms);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
