import { createHash, scryptSync } from 'node:crypto';
import { HOUR_MS } from '../../shared/kernel';
import { SetupToken } from '../../server/staff';
import {
  CONSOLE_PASSWORD,
  createTestApp,
  freshKey,
  SETUP_TOKEN,
  useTestApp,
  type TestApp,
} from '../support/app';
import { testDatabase } from '../support/database';
import { asRole, rowsOf, signIn } from './console.support';

const FIRST = { token: SETUP_TOKEN, name: 'owner', password: CONSOLE_PASSWORD };

/** As a server of years ago would have stored it: N = 2^10. */
function weakHashOf(password: string): string {
  const salt = Buffer.alloc(16, 7);
  const hash = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
  return ['scrypt', 10, 8, 1, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

describe('setting up', () => {
  let app: TestApp;
  useTestApp((started) => void (app = started));

  it('names the fields at fault', async () => {
    const reply = await app.call('POST /console/setup', {
      body: { token: '', name: 'a b', password: 'short' },
    });
    expect(reply.status).toBe(400);
    expect(reply.body.fields?.map(({ field }) => field).sort()).toEqual(['name', 'password', 'token']);
  });

  it('refuses a wrong token and stays open for the right one', async () => {
    for (const token of ['wrong', `${SETUP_TOKEN} `, SETUP_TOKEN.toUpperCase()]) {
      const reply = await app.call('POST /console/setup', { body: { ...FIRST, token } });
      expect([reply.status, reply.body.code]).toEqual([403, 'setup_token_wrong']);
    }
    expect(await rowsOf(app, 'SELECT id FROM console_accounts')).toEqual([]);
  });

  it('lets one of several at once in, as an admin with a session of 12 hours', async () => {
    const replies = await Promise.all(
      ['anna', 'bert', 'anna'].map((name) => app.call('POST /console/setup', { body: { ...FIRST, name } })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    expect(await rowsOf(app, 'SELECT id FROM console_accounts')).toHaveLength(1);
    expect(await rowsOf(app, 'SELECT id FROM console_sessions')).toHaveLength(1);
    const first = replies.find(({ status }) => status === 201)!.body;
    expect(first).toMatchObject({
      expires_at: '2026-11-20T14:00:00.000Z',
      account: { name: expect.stringMatching(/^(anna|bert)$/), role: 'admin' },
    });
    await app.ok('GET /console/stores', { token: first.token });
  });

  it('is closed once an account exists, whatever the token', async () => {
    for (const token of [SETUP_TOKEN, 'wrong']) {
      const reply = await app.call('POST /console/setup', { body: { ...FIRST, name: 'second', token } });
      expect([reply.status, reply.body.code]).toEqual([404, 'setup_closed']);
    }
  });
});

if (testDatabase === 'mariadb') {
  describe('setting up two server processes', () => {
    it('lets one of two at once win, and both know who is signed in', async () => {
      const app = await createTestApp();
      const other = await app.second();
      const replies = await Promise.all([
        app.call('POST /console/setup', { body: { ...FIRST, name: 'anna' } }),
        other.call('POST /console/setup', { body: { ...FIRST, name: 'bert' } }),
      ]);
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 404]);
      const token = replies.find(({ status }) => status === 201)!.body.token;
      await app.ok('GET /console/stores', { token });
      await other.ok('DELETE /console/sessions/current', { token });
      expect((await app.call('GET /console/stores', { token })).status).toBe(401);
      await other.close();
      await app.close();
    });
  });
}

describe('setting up without LIUKE_SETUP_TOKEN', () => {
  it('takes a token derived from the secret key, the same after every start', async () => {
    const app = await createTestApp({ settings: { setup_token: null } });
    const token = app.app.nest.get(SetupToken).value;
    expect(token).toMatch(/^[0-9A-Za-z]{24}$/);
    const wrong = await app.call('POST /console/setup', { body: FIRST });
    expect(wrong.body.code).toBe('setup_token_wrong');
    expect((await app.call('POST /console/setup', { body: { ...FIRST, token } })).status).toBe(201);
    await app.close();
  });
});

describe('console accounts and sessions', () => {
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    app = await createTestApp();
    token = await app.asConsole();
  });

  it('answers a wrong name and a wrong password alike', async () => {
    const replies = await Promise.all(
      [
        { name: 'owner', password: 'not the password' },
        { name: 'nobody', password: CONSOLE_PASSWORD },
        { name: 'OWNER', password: CONSOLE_PASSWORD },
      ].map((body) => app.call('POST /console/sessions', { body })),
    );
    for (const reply of replies) {
      expect([reply.status, reply.body.code]).toEqual([401, 'wrong_credentials']);
      expect({ ...reply.body, request_id: '' }).toEqual({ ...replies[0]!.body, request_id: '' });
    }
  });

  it('signs in and out; a token is worth nothing after signing out, others stay', async () => {
    const [one, two] = [await signIn(app), await signIn(app)];
    expect(one).not.toBe(two);
    const out = await app.call('DELETE /console/sessions/current', { token: one });
    expect([out.status, String(out.body)]).toEqual([204, '']);
    expect((await app.call('GET /console/stores', { token: one })).body.code).toBe('unauthenticated');
    expect((await app.call('DELETE /console/sessions/current', { token: one })).status).toBe(401);
    await app.ok('GET /console/stores', { token: two });
  });

  it('ends a session after 12 hours to the millisecond', async () => {
    const own = await signIn(app);
    const start = app.clock.now();
    app.clock.advance(12 * HOUR_MS - 1);
    await app.ok('GET /console/stores', { token: own });
    app.clock.advance(1);
    expect((await app.call('GET /console/stores', { token: own })).status).toBe(401);
    app.clock.set(start);
  });

  it('keeps no token, no password and no plain hash of one', async () => {
    const own = await signIn(app);
    const password = 'a very unlikely password';
    const key = freshKey();
    await app.ok('POST /console/accounts', {
      token,
      key,
      body: { name: 'hidden', password, role: 'auditor' },
    });
    const stored: string[] = [];
    for (const table of ['commands', 'console_accounts', 'console_sessions', 'changes', 'outbox']) {
      stored.push(JSON.stringify(await rowsOf(app, `SELECT * FROM ${table}`)));
    }
    const text = stored.join('\n');
    expect(text).not.toContain(own);
    expect(text).not.toContain(password);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(text).not.toContain(createHash('sha256').update(password).digest(encoding));
    }
    const changes = await rowsOf(app, "SELECT new_values FROM changes WHERE subject_kind = 'account'");
    expect(JSON.stringify(changes)).not.toContain('scrypt');
  });

  it('creates accounts once per key; the password is part of what the key stands for', async () => {
    const key = freshKey();
    const body = { name: 'twice', password: 'the first password', role: 'analyst' as const };
    const first = await app.call('POST /console/accounts', { token, key, body });
    const again = await app.call('POST /console/accounts', { token, key, body });
    expect([first.status, again.status, first.replayed, again.replayed]).toEqual([201, 201, false, true]);
    expect(first.body).toEqual({ id: expect.stringMatching(/^cac_/), name: 'twice', role: 'analyst' });
    expect(again.body).toEqual(first.body);
    const other = await app.call('POST /console/accounts', {
      token,
      key,
      body: { ...body, password: 'another password' },
    });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    await app.ok('POST /console/sessions', { body: { name: 'twice', password: 'the first password' } });
  });

  it('gives a name to one account only, however many ask at once', async () => {
    const body = { name: 'wanted', password: CONSOLE_PASSWORD, role: 'operator' as const };
    const replies = await Promise.all(
      [1, 2, 3].map(() => app.call('POST /console/accounts', { token, body })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const late = await app.call('POST /console/accounts', { token, body });
    expect([late.status, late.body.code]).toEqual([409, 'account_name_taken']);
  });

  it('O1: lets only admins make accounts', async () => {
    for (const role of ['operator', 'analyst', 'auditor'] as const) {
      const reply = await app.call('POST /console/accounts', {
        token: await asRole(app, role),
        body: { name: `by-${role}`, password: CONSOLE_PASSWORD, role: 'admin' },
      });
      expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
    }
    const admin = await app.call('POST /console/accounts', {
      token: await asRole(app, 'admin'),
      body: { name: 'by-admin', password: CONSOLE_PASSWORD, role: 'admin' },
    });
    expect(admin.status).toBe(201);
  });

  it('makes a stronger hash when the stored one is behind, and the password stays', async () => {
    const body = { name: 'weak', password: CONSOLE_PASSWORD, role: 'analyst' as const };
    await app.ok('POST /console/accounts', { token, body });
    await app.db.database.transaction(async (session) => {
      await session.execute('UPDATE console_accounts SET password_hash = ? WHERE name = ?', [
        weakHashOf(CONSOLE_PASSWORD),
        'weak',
      ]);
    });
    const credentials = { name: body.name, password: body.password };
    await app.ok('POST /console/sessions', { body: credentials });
    const [row] = await rowsOf(app, 'SELECT password_hash FROM console_accounts WHERE name = ?', ['weak']);
    expect(String(row?.['password_hash'])).toMatch(/^scrypt\$15\$/);
    await app.ok('POST /console/sessions', { body: credentials });
  });
});
