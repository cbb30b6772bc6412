import { Controller } from '@nestjs/common';
import type { Birthday, MyTier } from '../../../shared/contract';
import { dayIn, type Id } from '../../../shared/kernel';
import { birthdayCountsFrom, isRealBirthday } from '../../../shared/rules';
import { accepted, Ledger } from '../../ledger';
import { MemberDirectory, type MemberRow } from '../../members';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Handle, Refusal, Replayable, type Call } from '../../platform/http';
import { setBirthday } from '../tiers.commands';
import { TierDirectory } from '../tiers.queries';

/** A member's level and birthday. */
@Controller()
export class TiersController {
  constructor(
    private readonly tiers: TierDirectory,
    private readonly members: MemberDirectory,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @rule M4 */
  @Handle('GET /me/tier')
  async mine({ principal }: Call<'GET /me/tier'>): Promise<MyTier> {
    const member = await this.known(principal.member_id);
    return this.tiers.mine(member, dayIn(this.clock.now(), this.config.program.timezone));
  }

  /** @rule M6a */
  @Handle('PUT /me/birthday')
  async birthday(call: Call<'PUT /me/birthday'>): Promise<Replayable<Birthday>> {
    const { month, day } = call.body;
    if (!isRealBirthday({ month, day })) throw new Refusal('birthday_unreal');
    const memberId = call.principal.member_id;
    const { replayed } = await accepted(
      this.ledger.run(
        setBirthday,
        { member_id: memberId, month, day },
        { key: call.once.key, actor: { kind: 'member', id: memberId } },
      ),
    );
    const { birthday_set_at: setAt } = await this.known(memberId);
    if (setAt === null) throw new Error(`${memberId} lost the birthday just set`);
    const from = birthdayCountsFrom(dayIn(setAt, this.config.program.timezone));
    return new Replayable({ month, day, counts_from: from }, replayed);
  }

  private async known(memberId: Id<'member'>): Promise<MemberRow> {
    const member = await this.members.byId(memberId);
    if (!member) throw new Refusal('not_found');
    return member;
  }
}
