import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, MERCHANT, POINT_RULE, rowsOf } from './console.support';

const UNKNOWN = 'mer_00000000000000000000000000';

describe('merchants in the console', () => {
  let app: TestApp;
  let token: string;
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
  });

  const create = (name = '好茶') => app.ok('POST /console/merchants', { token, body: { ...MERCHANT, name } });

  it('O1: creates a merchant with its point rule', async () => {
    const merchant = await app.call('POST /console/merchants', {
      token,
      body: { name: '  茶铺 ', point_rule: { rate_bp: 5_000, multiplier_bp: 20_000, daily_cap: 300 } },
    });
    expect(merchant.status).toBe(201);
    expect(merchant.body).toMatchObject({
      name: '茶铺',
      point_rule: { rate_bp: 5_000, multiplier_bp: 20_000, daily_cap: 300 },
      version: 1,
      created_at: '2026-11-20T02:00:00.000Z',
    });
  });

  it('O1: names every field at fault', async () => {
    const reply = await app.call('POST /console/merchants', {
      token,
      body: {
        name: '',
        point_rule: { rate_bp: -1, multiplier_bp: 0.5, daily_cap: null },
        colour: 'red',
      } as never,
    });
    expect(reply.status).toBe(400);
    expect(reply.body.code).toBe('malformed');
    expect(reply.body.fields?.map(({ field }) => field).sort()).toEqual([
      'colour',
      'name',
      'point_rule.multiplier_bp',
      'point_rule.rate_bp',
    ]);
  });

  it('O2: changes name and rule, and logs who, when, what from and what to', async () => {
    const before = await create('旧名');
    app.clock.advance(1_000);
    const after = await app.ok('PATCH /console/merchants/{id}', {
      token,
      params: { id: before.id },
      body: { version: 1, name: '新名', point_rule: { ...POINT_RULE, daily_cap: 100 } },
    });
    expect(after).toEqual({
      ...before,
      name: '新名',
      point_rule: { ...POINT_RULE, daily_cap: 100 },
      version: 2,
    });
    const [created, changed] = await rowsOf(app, 'SELECT * FROM changes WHERE subject_id = ? ORDER BY at', [
      before.id,
    ]);
    expect(created).toMatchObject({ command_kind: 'merchant.create', old_values: null });
    expect(changed).toMatchObject({ command_kind: 'merchant.change', actor_kind: 'console' });
    expect(JSON.parse(String(changed?.['old_values']))).toMatchObject({ name: '旧名', daily_cap: null });
    expect(JSON.parse(String(changed?.['new_values']))).toMatchObject({
      name: '新名',
      daily_cap: 100,
      version: 2,
    });
    expect(Number(changed?.['at'])).toBe(app.clock.now());
  });

  it('O2: leaves alone what a change does not name', async () => {
    const before = await create('不变');
    const after = await app.ok('PATCH /console/merchants/{id}', {
      token,
      params: { id: before.id },
      body: { version: 1 },
    });
    expect(after).toEqual({ ...before, version: 2 });
  });

  it('O2: refuses a change of what somebody else has changed meanwhile', async () => {
    const { id } = await create();
    const change = (name: string) =>
      app.call('PATCH /console/merchants/{id}', { token, params: { id }, body: { version: 1, name } });
    const replies = await Promise.all([change('甲'), change('乙'), change('丙')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(replies.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
      'version_conflict',
      'version_conflict',
    ]);
    expect(await rowsOf(app, 'SELECT id FROM changes WHERE subject_id = ?', [id])).toHaveLength(2);
  });

  it('refuses to change what is not there', async () => {
    const reply = await app.call('PATCH /console/merchants/{id}', {
      token,
      params: { id: UNKNOWN },
      body: { version: 1, name: '无' },
    });
    // 26 characters are no id at all; 28 are one that nobody has
    expect(reply.status).toBe(400);
    const other = await app.call('PATCH /console/merchants/{id}', {
      token,
      params: { id: `${UNKNOWN}00` },
      body: { version: 1, name: '无' },
    });
    expect([other.status, other.body.code]).toEqual([404, 'not_found']);
    expect(await rowsOf(app, 'SELECT * FROM owners WHERE owner_key LIKE ?', [`%${UNKNOWN}%`])).toEqual([]);
  });

  it('L5: answers a replay as at first, also after later changes, and refuses the key for another request', async () => {
    const key = freshKey();
    const body = { ...MERCHANT, name: '一次' };
    const first = await app.call('POST /console/merchants', { token, key, body });
    await app.ok('PATCH /console/merchants/{id}', {
      token,
      params: { id: first.body.id },
      body: { version: 1, name: '改过' },
    });
    const again = await app.call('POST /console/merchants', { token, key, body });
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const other = await app.call('POST /console/merchants', { token, key, body: { ...body, name: '两次' } });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    expect(await rowsOf(app, 'SELECT id FROM merchants WHERE name IN (?, ?)', ['改过', '两次'])).toHaveLength(
      1,
    );
  });

  it('L5: needs a key', async () => {
    const reply = await app.call('POST /console/merchants', { token, key: null, body: MERCHANT });
    expect([reply.status, reply.body.code]).toEqual([400, 'idempotency_key_required']);
  });

  it('lists newest first, page by page', async () => {
    for (let i = 0; i < 3; i += 1) {
      app.clock.advance(1);
      await create(`第${i}家`);
    }
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await app.ok('GET /console/merchants', {
        token,
        query: { limit: 2, ...(after === undefined ? {} : { after }) },
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      names.push(...page.items.map(({ name }) => name));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(names.slice(0, 3)).toEqual(['第2家', '第1家', '第0家']);
    expect(names).toHaveLength((await rowsOf(app, 'SELECT id FROM merchants')).length);
  });

  it.each(['abc', 'WzFd', Buffer.from('["x","y"]').toString('base64url')])(
    'refuses the cursor %s',
    async (after) => {
      const reply = await app.call('GET /console/merchants', { token, query: { after } });
      expect([reply.status, reply.body.code]).toEqual([400, 'malformed']);
      expect(reply.body.fields?.map(({ field }) => field)).toEqual(['after']);
    },
  );

  it('takes any text as a cursor or a name without breaking', async () => {
    for (const odd of ['\u0000', '\ud800', '\u{1f600}', "' OR 1=1 --", '\u202e']) {
      const after = Buffer.from(JSON.stringify([odd])).toString('base64url');
      expect((await app.call('GET /console/merchants', { token, query: { after } })).status).toBe(200);
      const named = await app.call('POST /console/merchants', {
        token,
        body: { ...MERCHANT, name: `a${odd}b` },
      });
      expect([201, 400]).toContain(named.status);
      const signedIn = await app.call('POST /console/sessions', { body: { name: odd, password: odd } });
      expect([400, 401]).toContain(signedIn.status);
    }
  });

  it('O1: lets every role read and only operators and admins write', async () => {
    const statuses: Record<string, number[]> = {};
    for (const role of ['operator', 'analyst', 'auditor'] as const) {
      const own = await asRole(app, role);
      const read = await app.call('GET /console/merchants', { token: own });
      const write = await app.call('POST /console/merchants', { token: own, body: MERCHANT });
      statuses[role] = [read.status, write.status];
    }
    expect(statuses).toEqual({ operator: [200, 201], analyst: [200, 403], auditor: [200, 403] });
  });

  it('O1: knows no member tokens', async () => {
    const person = await app.asPerson('openid-of-merchants-test');
    const replies = await Promise.all([
      app.call('GET /console/merchants'),
      app.call('GET /console/merchants', { token: person }),
      app.call('POST /console/merchants', { token: person, body: MERCHANT }),
    ]);
    expect(replies.map(({ body }) => body.code)).toEqual([
      'unauthenticated',
      'unauthenticated',
      'unauthenticated',
    ]);
  });
});
