import { Injectable } from '@nestjs/common';
import { err, ok, type Id, type Result } from '../../shared/kernel';
import { Wechat } from '../wechat';
import { MemberDirectory } from './members.queries';

export interface NicknameProblem {
  readonly code: 'nickname_refused' | 'wechat_unavailable';
}

/**
 * WeChat's check of a nickname, before it is stored. Without an answer (an outage, or 61010) there is no nickname:
 * the request is refused, nothing is changed, and the same request may succeed later.
 * @rule M6a
 */
@Injectable()
export class Nicknames {
  constructor(
    private readonly wechat: Wechat,
    private readonly directory: MemberDirectory,
  ) {}

  /** The nickname, if others may see it; `review` is not enough, there is nobody to look. */
  async check(personId: Id<'person'>, nickname: string): Promise<Result<string, NicknameProblem>> {
    const openid = await this.directory.openidOf(personId);
    const checked = await this.wechat.safety.nickname(openid, nickname);
    if (!checked.ok) return err({ code: 'wechat_unavailable' });
    return checked.value === 'pass' ? ok(nickname) : err({ code: 'nickname_refused' });
  }
}
