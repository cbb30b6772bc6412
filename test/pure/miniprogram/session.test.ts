import type { WechatLoginAnswer } from '@shared/contract';
import { Session } from '@/services/session';
import { memoryStore } from './support';

const DAY = 24 * 3_600_000;

function setUp(store = memoryStore()) {
  const time = { now: 1_000_000 };
  const logins = { count: 0, fail: false };
  const session = new Session({
    store,
    now: () => time.now,
    login: async (): Promise<WechatLoginAnswer> => {
      logins.count += 1;
      await Promise.resolve();
      if (logins.fail) throw new Error('no network');
      return {
        token: `token-${logins.count}`,
        expires_at: new Date(time.now + DAY).toISOString(),
        member: null,
        staff: null,
        code_secret: null,
        now: new Date(time.now).toISOString(),
      };
    },
  });
  return { session, logins, time, store };
}

describe('the silent session', () => {
  it('M1: many calls at once share one login', async () => {
    const { session, logins } = setUp();
    const tokens = await Promise.all([session.token(), session.token(), session.token()]);
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(logins.count).toBe(1);
  });

  it('many calls that were refused with one token share one renewal', async () => {
    const { session, logins } = setUp();
    const old = await session.token();
    const renewed = await Promise.all([session.replace(old), session.replace(old)]);
    expect(renewed).toEqual(['token-2', 'token-2']);
    // one that comes late with the old token takes the new one
    expect(await session.replace(old)).toBe('token-2');
    expect(logins.count).toBe(2);
  });

  it('renews before the token ends, and remembers it over a restart', async () => {
    const { session, time, logins, store } = setUp();
    await session.token();
    expect(await setUp(store).session.token()).toBe('token-1');
    time.now += DAY - 30_000;
    expect(await session.token()).toBe('token-2');
    expect(logins.count).toBe(2);
  });

  it('a failed login does not block the next', async () => {
    const { session, logins } = setUp();
    logins.fail = true;
    await expect(session.token()).rejects.toThrow('no network');
    logins.fail = false;
    expect(await session.token()).toBe('token-2');
  });

  it('tells listeners what it learns, until they leave', async () => {
    const { session } = setUp();
    const heard = { times: 0 };
    const stop = session.subscribe(() => (heard.times += 1));
    await session.token();
    session.learn({ code_secret: 'c2VjcmV0' });
    stop();
    session.learn({ code_secret: null });
    expect(heard.times).toBe(2);
    expect(session.current()?.code_secret).toBeNull();
  });
});
