import { Controller } from '@nestjs/common';
import type { FieldError } from '../../../shared/contract';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, instantOf, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { changeBudget } from '../programs.budgets';
import { changeProgram, createProgram } from '../programs.commands';
import { ProgramDirectory } from '../programs.console.queries';
import { budgetFaults, programFaults } from '../programs.rules';

/** Referral programs in the console. @rule O1 @rule R1 @rule R5 */
@Controller()
export class ProgramsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly programs: ProgramDirectory,
  ) {}

  @Handle('GET /console/referral-programs')
  async list({
    query,
  }: Call<'GET /console/referral-programs'>): Promise<Answer<'GET /console/referral-programs'>> {
    return this.programs.page(query);
  }

  @Handle('POST /console/referral-programs')
  async create({
    body,
    once,
    principal,
  }: Call<'POST /console/referral-programs'>): Promise<Answer<'POST /console/referral-programs'>> {
    const input = {
      ...body,
      starts_at: instantOf('starts_at', body.starts_at),
      ends_at: instantOf('ends_at', body.ends_at),
    };
    refuse([...programFaults(input), ...budgetFaults(body.terms, body.milestone_budgets)]);
    const { answer, replayed } = await accepted(
      this.ledger.run(createProgram, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.programs.after(answer), replayed);
  }

  @Handle('PATCH /console/referral-programs/{id}')
  async change({
    params,
    body,
    once,
    principal,
  }: Call<'PATCH /console/referral-programs/{id}'>): Promise<
    Answer<'PATCH /console/referral-programs/{id}'>
  > {
    const { ends_at: to, ...rest } = body;
    const input = {
      ...rest,
      id: params.id,
      ...(to === undefined ? {} : { ends_at: instantOf('ends_at', to) }),
    };
    const current = await this.programs.byId(params.id);
    // the same version is the same row: what is checked here is what the command will find
    if (current?.version === body.version)
      refuse(programFaults({ ...current, ends_at: input.ends_at ?? current.ends_at }));
    const { answer, replayed } = await accepted(
      this.ledger.run(changeProgram, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.programs.after(answer), replayed);
  }

  @Handle('POST /console/referral-programs/{id}/budget-changes')
  async changeBudget({
    params,
    body,
    once,
    principal,
  }: Call<'POST /console/referral-programs/{id}/budget-changes'>): Promise<
    Answer<'POST /console/referral-programs/{id}/budget-changes'>
  > {
    const { answer, replayed } = await accepted(
      this.ledger.run(
        changeBudget,
        { ...body, id: params.id },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    return new Replayable(answer, replayed);
  }
}

function refuse(fields: FieldError[]): void {
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
