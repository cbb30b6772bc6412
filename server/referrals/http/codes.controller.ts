import { Controller } from '@nestjs/common';
import { INVITE_SCENE, landingUrl } from '../../../shared/contract';
import { ScenePictures } from '../../channels';
import { accepted, Ledger } from '../../ledger';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { makeCode } from '../codes.commands';
import { codesOf } from '../codes.queries';

/** Invite codes: what is shared into a chat, and what a poster shows. @rule R1 */
@Controller()
export class InviteCodesController {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly config: Config,
    private readonly pictures: ScenePictures,
  ) {}

  @Handle('POST /referral-programs/{id}/codes')
  async make(
    call: Call<'POST /referral-programs/{id}/codes'>,
  ): Promise<Answer<'POST /referral-programs/{id}/codes'>> {
    const { member_id: memberId } = call.principal;
    const input = { program_id: call.params.id, member_id: memberId };
    const { answer, replayed } = await accepted(
      this.ledger.run(makeCode, input, { key: call.once.key, actor: { kind: 'member', id: memberId } }),
    );
    const { public_url: publicUrl, wechat } = this.config;
    const body = {
      code: answer.code,
      path: `/${wechat.page}?invite=${answer.code}`,
      url: landingUrl(publicUrl, `${INVITE_SCENE}${answer.code}`),
    };
    return new Replayable(body, replayed);
  }

  /** Draws only codes that somebody has: nobody can spend WeChat's quota on made-up ones. */
  @Handle('GET /invite-codes/{code}/code.png')
  async picture(
    call: Call<'GET /invite-codes/{code}/code.png'>,
  ): Promise<Answer<'GET /invite-codes/{code}/code.png'>> {
    const { code } = call.params;
    if (!(await codesOf(this.database.read, [code])).has(code)) throw new Refusal('not_found');
    return this.pictures.draw(`${INVITE_SCENE}${code}`, call.query.width, call.query.form);
  }
}
