import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { joinWaits, leaveWaits } from '../waits.commands';
import { WaitDirectory } from '../waits.queries';

/** Waiting lists of offers that are sold out. @rule F5 */
@Controller()
export class WaitsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly waits: WaitDirectory,
  ) {}

  @Handle('POST /offers/{id}/waits')
  async join({
    params,
    principal,
    once,
  }: Call<'POST /offers/{id}/waits'>): Promise<Answer<'POST /offers/{id}/waits'>> {
    const { member_id } = principal;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        joinWaits,
        { offer_id: params.id, member_id },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    return new Replayable(await this.waits.joined(answer.wait_id, answer.ahead), replayed);
  }

  @Handle('GET /me/waits')
  async list(call: Call<'GET /me/waits'>): Promise<Answer<'GET /me/waits'>> {
    return this.waits.page(call.principal.member_id, call.query);
  }

  @Handle('POST /me/waits/{id}/cancellations')
  async leave({
    params,
    principal,
    once,
  }: Call<'POST /me/waits/{id}/cancellations'>): Promise<Answer<'POST /me/waits/{id}/cancellations'>> {
    const { member_id } = principal;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        leaveWaits,
        { wait_id: params.id, member_id },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    return new Replayable({ wait_id: answer.wait_id, state: 'left' as const }, replayed);
  }
}
