import { Controller } from '@nestjs/common';
import { accepted, Ledger, type RunResult } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Config } from '../../platform/config';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import {
  approveAdjustment,
  askAdjustment,
  rejectAdjustment,
  waiveMemberDebt,
  type AdjustmentStands,
} from '../adjustments.commands';
import { AdjustmentQueries } from '../adjustments.queries';

type Stood = Replayable<Awaited<ReturnType<AdjustmentQueries['after']>>>;

/** Members' points in the console: who has what, giving, taking and waiving by hand. @rule O1 */
@Controller()
export class AdjustmentsConsoleController {
  private readonly commands;

  constructor(
    private readonly ledger: Ledger,
    private readonly queries: AdjustmentQueries,
    { program }: Config,
  ) {
    this.commands = {
      ask: askAdjustment(program, program.adjustment_threshold),
      approve: approveAdjustment(program),
      waive: waiveMemberDebt(program),
    };
  }

  @Handle('GET /console/members')
  async members({ query }: Call<'GET /console/members'>): Promise<Answer<'GET /console/members'>> {
    return this.queries.memberPage(query);
  }

  @Handle('GET /console/adjustments')
  async list({ query }: Call<'GET /console/adjustments'>): Promise<Answer<'GET /console/adjustments'>> {
    return this.queries.page(query);
  }

  /** @rule P7 */
  @Handle('POST /console/members/{id}/adjustments')
  async ask(call: Call<'POST /console/members/{id}/adjustments'>): Promise<Stood> {
    const { params, body, principal, once } = call;
    const input = { ...body, member_id: params.id, account_id: principal.account_id };
    return this.stood(
      this.ledger.run(this.commands.ask, input, { key: once.key, actor: consoleActor(principal) }),
    );
  }

  /** @rule P7 */
  @Handle('POST /console/adjustments/{id}/approvals')
  async approve(call: Call<'POST /console/adjustments/{id}/approvals'>): Promise<Stood> {
    const { params, principal, once } = call;
    const input = { adjustment_id: params.id, account_id: principal.account_id };
    return this.stood(
      this.ledger.run(this.commands.approve, input, { key: once.key, actor: consoleActor(principal) }),
    );
  }

  /** @rule P7 */
  @Handle('POST /console/adjustments/{id}/rejections')
  async reject(call: Call<'POST /console/adjustments/{id}/rejections'>): Promise<Stood> {
    const { params, principal, once } = call;
    const input = { adjustment_id: params.id, account_id: principal.account_id };
    return this.stood(
      this.ledger.run(rejectAdjustment, input, { key: once.key, actor: consoleActor(principal) }),
    );
  }

  /** @rule P4 */
  @Handle('POST /console/members/{id}/debt-waivers')
  async waive(
    call: Call<'POST /console/members/{id}/debt-waivers'>,
  ): Promise<Answer<'POST /console/members/{id}/debt-waivers'>> {
    const { params, body, principal, once } = call;
    const input = { ...body, member_id: params.id, account_id: principal.account_id };
    const { answer, replayed } = await accepted(
      this.ledger.run(this.commands.waive, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(answer, replayed);
  }

  private async stood(run: Promise<RunResult<AdjustmentStands>>): Promise<Stood> {
    const { answer, replayed } = await accepted(run);
    return new Replayable(await this.queries.after(answer), replayed);
  }
}
