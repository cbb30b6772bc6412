import { Controller } from '@nestjs/common';
import { toRfc3339 } from '../../../shared/kernel';
import { Tickets } from '../../flash-sales';
import { accepted, Ledger } from '../../ledger';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { claimOffer, type ClaimOffer, type OfferClaimed } from '../claim.command';
import { ClaimsInFlight } from '../claims-in-flight';
import { OfferLatecomers } from '../latecomers';

/** The rush. @rule F3 @rule F9 @rule F10 */
@Controller()
export class ClaimsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly tickets: Tickets,
    private readonly inFlight: ClaimsInFlight,
    private readonly latecomers: OfferLatecomers,
  ) {}

  /** Claims an offer. */
  @Handle('POST /offers/{id}/claims')
  async claim({
    params,
    principal,
    once,
    ticket,
  }: Call<'POST /offers/{id}/claims'>): Promise<Answer<'POST /offers/{id}/claims'>> {
    const { member_id } = principal;
    const sale_id = this.tickets.saleOf(ticket, member_id);
    const { answer, replayed } = await this.inFlight.oneAtATime(member_id, params.id, once.key, () =>
      this.run({ offer_id: params.id, sale_id, member_id }, once.key),
    );
    const { order_id: id, hold_until_at, ...rest } = answer;
    return new Replayable({ order: { id, ...rest, hold_until_at: toRfc3339(hold_until_at) } }, replayed);
  }

  private async run(
    input: ClaimOffer,
    key: string,
  ): Promise<{ readonly answer: OfferClaimed; readonly replayed: boolean }> {
    const { offer_id, member_id, sale_id } = input;
    // a second request with the key of one that is under way shares its fate
    if (!this.ledger.isRunning(key) && (await this.latecomers.isTooLate(offer_id, member_id, sale_id, key)))
      throw new Refusal('sold_out');
    const run = this.ledger.run(claimOffer(), input, {
      key,
      actor: { kind: 'member', id: member_id },
      // a ticket that has gone meanwhile takes nobody's first answer away
      content: { offer_id, member_id },
    });
    return accepted(run).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'sold_out') this.latecomers.note(offer_id);
      throw error;
    });
  }
}
