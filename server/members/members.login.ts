import { Injectable } from '@nestjs/common';
import type { WechatLoginAnswer } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { accepted, Ledger } from '../ledger';
import { PersonTokens } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Keyring } from '../platform/crypto';
import { Refusal } from '../platform/http';
import { StaffDirectory } from '../staff';
import { Wechat, type WechatSession } from '../wechat';
import { recordLogin } from './members.commands';
import { MemberProfiles } from './members.profile';
import { MemberDirectory } from './members.queries';

/** @rule M1 Silent login: the code of wx.login in, a token out, joined or not. */
@Injectable()
export class Logins {
  constructor(
    private readonly wechat: Wechat,
    private readonly ledger: Ledger,
    private readonly directory: MemberDirectory,
    private readonly profiles: MemberProfiles,
    private readonly staff: StaffDirectory,
    private readonly tokens: PersonTokens,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** Throws `wechat_login_failed` for a code WeChat does not take, `wechat_unavailable` when it does not answer. */
  async login(jsCode: string): Promise<WechatLoginAnswer> {
    const answer = await this.wechat.login.exchange(jsCode);
    if (!answer.ok) {
      const isOurs =
        answer.reason === 'unavailable' ||
        answer.reason === 'rate_limited' ||
        answer.reason === 'misconfigured';
      throw new Refusal(isOurs ? 'wechat_unavailable' : 'wechat_login_failed');
    }
    const personId = await this.personOf(answer.value);
    const [member, staff] = await Promise.all([
      this.directory.byPerson(personId),
      this.staff.profileOfPerson(personId),
    ]);
    const now = this.clock.now();
    const { token, expires_at: expiresAt } = this.tokens.issue(personId, now);
    return {
      token,
      expires_at: toRfc3339(expiresAt),
      member: member && (await this.profiles.of(member, now)),
      staff,
      code_secret: member && this.directory.codeSecretOf(member),
      now: toRfc3339(now),
    };
  }

  /** A known person's login writes nothing. Keys are by keyed hash, so every race for one openid has one winner. */
  private async personOf({ openid, unionid }: WechatSession): Promise<Id<'person'>> {
    const known = await this.directory.personByOpenid(openid);
    if (known && (unionid === undefined || known.unionid !== null)) return known.id;
    const openidHash = this.keyring.fingerprint('openid', openid);
    const unionidHash = unionid === undefined ? null : this.keyring.fingerprint('openid', unionid);
    const input = { openid, openid_hash: openidHash, unionid: unionid ?? null, unionid_hash: unionidHash };
    const learned = known && unionidHash !== null ? `:${unionidHash}` : '';
    const { answer } = await accepted(
      this.ledger.run(recordLogin, input, {
        key: `login:${openidHash}${learned}`,
        actor: { kind: 'system', id: recordLogin.kind },
        content: { openid_hash: openidHash },
      }),
    );
    return answer.person_id;
  }
}
