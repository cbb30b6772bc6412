import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, instantOf, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { SaleDirectory } from '../flash-sales.queries';
import { changedSale, saleFaults, type SaleTerms } from '../flash-sales.rules';
import { changeSale, createSale } from '../sales.commands';

/** Flash sales in the console. @rule O1 @rule F1 */
@Controller()
export class SalesConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly sales: SaleDirectory,
  ) {}

  @Handle('GET /console/flash-sales')
  async list(call: Call<'GET /console/flash-sales'>): Promise<Answer<'GET /console/flash-sales'>> {
    return this.sales.page(call.query);
  }

  @Handle('POST /console/flash-sales')
  async create({
    body,
    once,
    principal,
  }: Call<'POST /console/flash-sales'>): Promise<Answer<'POST /console/flash-sales'>> {
    const input = {
      ...body,
      starts_at: instantOf('starts_at', body.starts_at),
      ends_at: instantOf('ends_at', body.ends_at),
    };
    refuseFaults(input);
    const { answer, replayed } = await accepted(
      this.ledger.run(createSale, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.sales.saleAfter(answer.change_id), replayed);
  }

  @Handle('PATCH /console/flash-sales/{id}')
  async change({
    params,
    body,
    once,
    principal,
  }: Call<'PATCH /console/flash-sales/{id}'>): Promise<Answer<'PATCH /console/flash-sales/{id}'>> {
    const { starts_at: from, ends_at: to, ...rest } = body;
    const input = {
      ...rest,
      id: params.id,
      ...(from === undefined ? {} : { starts_at: instantOf('starts_at', from) }),
      ...(to === undefined ? {} : { ends_at: instantOf('ends_at', to) }),
    };
    const current = await this.sales.saleById(params.id);
    // the same version is the same row: what is checked here is what the command will find
    if (current?.version === body.version) refuseFaults(changedSale(current, input));
    const { answer, replayed } = await accepted(
      this.ledger.run(changeSale, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.sales.saleAfter(answer.change_id), replayed);
  }
}

function refuseFaults(terms: SaleTerms): void {
  const fields = saleFaults(terms);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
