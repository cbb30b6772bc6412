import { FAILURES_PER_ACCOUNT, FAILURES_PER_PLACE } from '../../server/staff/sign-in-guard';
import { CONSOLE_PASSWORD, createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { rowsOf } from './console.support';
import { MINUTE_MS } from './counter.support';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ settings: { rate_limits: true } });
  await app.asConsole();
});
afterAll(async () => {
  await app.audit();
  await app.close();
});
beforeEach(() => {
  // what was guessed before counts no more
  app.clock.advance(2 * MINUTE_MS);
});

/** Signs in from somewhere, and answers how that went. */
async function signIn(
  { name = 'owner', password = 'a guess that is wrong', from = '10.0.0.1' },
  on: TestApp = app,
) {
  const { status, body, headers } = await on.raw({
    method: 'POST',
    url: '/api/v1/console/sessions',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ name, password }),
    remoteAddress: from,
  });
  return { status, code: (body as { code?: string }).code, wait: Number(headers['retry-after']) };
}
const right = { password: CONSOLE_PASSWORD };
const failures = () => rowsOf(app, 'SELECT * FROM sign_in_failures ORDER BY id');

/** Wrong passwords for `owner` from so many other networks. */
async function guessedElsewhere(n: number): Promise<void> {
  await signIn({ from: '10.9.0.1' });
  const [one] = await failures();
  await app.db.database.transaction(async (session) => {
    for (let i = 1; i < n; i += 1)
      await session.execute(
        'INSERT INTO sign_in_failures (id, account_mac, place_mac, at) VALUES (?, ?, ?, ?)',
        [`elsewhere-${i}`, String(one?.['account_mac']), `place-${i}`, app.clock.now()],
      );
  });
}

describe('guessing a password of the console', () => {
  it('O1: ten failures from one network lock the account there for a minute, also for the right one, and nowhere else', async () => {
    for (let n = 0; n < FAILURES_PER_PLACE; n += 1) {
      const guess = await signIn({ name: n % 2 ? 'owner' : 'OWNER', from: '2001:db8::1' });
      expect([guess.status, guess.code]).toEqual([401, 'wrong_credentials']);
      app.clock.advance(1_000);
    }
    const locked = await signIn({ ...right, from: '2001:db8::2' });
    expect(locked).toEqual({ status: 429, code: 'too_many_requests', wait: 60 - FAILURES_PER_PLACE });
    expect((await signIn({ ...right, from: '2001:db8:0:1::1' })).status).toBe(201);
    expect((await signIn({ name: 'nobody', from: '2001:db8::1' })).code).toBe('wrong_credentials');
    // being told so does not make it longer
    app.clock.advance((60 - FAILURES_PER_PLACE) * 1_000);
    expect((await signIn({ ...right, from: '2001:db8::1' })).status).toBe(201);
  });

  it('O1: a name that nobody has is counted like any other', async () => {
    for (let n = 0; n < FAILURES_PER_PLACE; n += 1)
      expect((await signIn({ name: 'nobody' })).code).toBe('wrong_credentials');
    expect((await signIn({ name: 'nobody' })).code).toBe('too_many_requests');
  });

  it('O1: sixty failures from wherever lock the account everywhere, for a minute', async () => {
    await guessedElsewhere(FAILURES_PER_ACCOUNT - 1);
    expect((await signIn({ from: '10.9.1.1' })).code).toBe('wrong_credentials');
    expect((await signIn({ ...right, from: '10.9.1.2' })).code).toBe('too_many_requests');
    app.clock.advance(MINUTE_MS);
    expect((await signIn({ ...right, from: '10.9.1.2' })).status).toBe(201);
  });

  it('O1: of twenty guesses at the same moment no more than ten are looked at', async () => {
    const guesses = await Promise.all(Array.from({ length: 20 }, () => signIn({ from: '10.0.0.7' })));
    const looked = guesses.filter(({ code }) => code === 'wrong_credentials').length;
    expect(looked).toBeLessThanOrEqual(FAILURES_PER_PLACE);
    expect(guesses.filter(({ code }) => code === 'too_many_requests').length).toBe(20 - looked);
  });

  it('O1: success is no failure, and what was typed is written down nowhere', async () => {
    for (let n = 0; n < FAILURES_PER_PLACE + 2; n += 1) expect((await signIn(right)).status).toBe(201);
    expect((await signIn({ name: 'my password, in the wrong field' })).status).toBe(401);
    const rows = await failures();
    // what is older than two minutes was forgotten with it
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/password|10\.0\.0\.1/);
  });

  if (testDatabase === 'mariadb') {
    it('O1: servers count together', async () => {
      const second = await app.second();
      try {
        for (let n = 0; n < FAILURES_PER_PLACE; n += 1)
          expect((await signIn({}, n % 2 ? app : second)).code).toBe('wrong_credentials');
        for (const on of [app, second]) expect((await signIn(right, on)).code).toBe('too_many_requests');
      } finally {
        await second.close();
      }
    });
  }
});
