import type { Wechat } from '../../server/wechat';

const USED = { ok: false, reason: 'code_used' } as const;

/**
 * WeChat without the network, whose answers would come in an order of their own: the same two promises that the
 * sandbox keeps, a code is good for one person and only once. The sandbox's protocol has tests of its own.
 */
export class SimWechat implements Wechat {
  private readonly open = new Map<string, string>();
  private serial = 0;

  readonly login: Wechat['login'] = {
    exchange: (code) => {
      const openid = this.take(code);
      return Promise.resolve(
        openid === null ? USED : { ok: true, value: { openid, session_key: 'session-key' } },
      );
    },
  };

  readonly phone: Wechat['phone'] = {
    exchange: (code) => {
      const phone = this.take(code);
      return Promise.resolve(phone === null ? USED : { ok: true, value: { phone, country_code: '86' } });
    },
  };

  readonly codes: Wechat['codes'] = {
    unlimited: () => Promise.resolve({ ok: false, reason: 'unavailable' }),
  };

  /** A nickname with 坏 in it is refused. */
  readonly safety: Wechat['safety'] = {
    nickname: (_openid, nickname) =>
      Promise.resolve({ ok: true, value: nickname.includes('坏') ? 'risky' : 'pass' }),
    picture: () => Promise.resolve({ ok: false, reason: 'unavailable' }),
  };

  readonly shipping: Wechat['shipping'] = {
    pickedUp: () => Promise.resolve({ ok: false, reason: 'unavailable' }),
  };

  readonly risk: Wechat['risk'] = {
    rank: () => Promise.resolve({ ok: false, reason: 'unavailable' }),
  };

  /** A code that stands for an openid or a phone number, once. */
  codeFor(what: string): string {
    this.serial += 1;
    const code = `code-${this.serial}`;
    this.open.set(code, what);
    return code;
  }

  private take(code: string): string | null {
    const what = this.open.get(code) ?? null;
    this.open.delete(code);
    return what;
  }
}
