import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { claimReward } from '../claim.command';
import { FriendDirectory } from '../friends.queries';
import { Leaderboard } from '../leaderboard.queries';
import { MemberPrograms } from '../member-programs.queries';
import { programById } from '../programs.queries';

/** How far a member is with their friends, and what they get for it. @rule R6 @rule R8 */
@Controller()
export class ReferralProgressController {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly programs: MemberPrograms,
    private readonly directory: FriendDirectory,
    private readonly leaderboard: Leaderboard,
    private readonly config: Config,
  ) {}

  @Handle('GET /referral-programs')
  async list(call: Call<'GET /referral-programs'>): Promise<Answer<'GET /referral-programs'>> {
    return { items: await this.programs.list(call.principal.member_id) };
  }

  @Handle('GET /me/invites')
  async friends(call: Call<'GET /me/invites'>): Promise<Answer<'GET /me/invites'>> {
    return this.directory.friends(call.principal.member_id, call.query);
  }

  @Handle('GET /me/rewards')
  async rewards(call: Call<'GET /me/rewards'>): Promise<Answer<'GET /me/rewards'>> {
    return this.directory.rewards(call.principal.member_id, call.query);
  }

  @Handle('POST /me/rewards/{id}/claims')
  async claim({
    params,
    principal,
    once,
  }: Call<'POST /me/rewards/{id}/claims'>): Promise<Answer<'POST /me/rewards/{id}/claims'>> {
    const { member_id } = principal;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        claimReward(this.config.program),
        { reward_id: params.id, member_id },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    return new Replayable(answer, replayed);
  }

  @Handle('GET /referral-programs/{id}/leaderboard')
  async board({
    params,
    principal,
  }: Call<'GET /referral-programs/{id}/leaderboard'>): Promise<
    Answer<'GET /referral-programs/{id}/leaderboard'>
  > {
    if (!(await programById(this.database.read, params.id))) throw new Refusal('not_found');
    return this.leaderboard.of(params.id, principal.member_id);
  }
}
