import { DAY_MS, type Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, createShop, rowsOf, signIn } from './console.support';

const NOBODY = 'stf_0000000000000000000000000000';

describe('staff and their invitations', () => {
  let app: TestApp;
  let token: string;
  let storeId: Id<'store'>;
  let serial = 0;
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
    storeId = (await createShop(app)).store_id;
  });

  const person = (): Promise<string> => {
    serial += 1;
    return app.asPerson(`openid-of-staff-test-${String(serial).padStart(4, '0')}`);
  };
  const create = (change: { name?: string; role?: 'clerk' | 'manager'; store_ids?: Id<'store'>[] } = {}) =>
    app.ok('POST /console/staff', {
      token,
      body: { name: '小王', role: 'clerk', store_ids: [storeId], ...change },
    });
  const bind = (own: string, invitation: string, key?: string) =>
    app.call('POST /staff/bindings', {
      token: own,
      body: { invitation },
      ...(key === undefined ? {} : { key }),
    });
  const change = (
    id: string,
    body: { version: number; state?: 'active' | 'left'; name?: string; store_ids?: Id<'store'>[] },
  ) => app.call('PATCH /console/staff/{id}', { token, params: { id }, body });
  const invite = (id: string, key = freshKey()) =>
    app.call('POST /console/staff/{id}/invitations', { token, key, params: { id } });

  it('S1: creates a record with an invitation good for seven days, and binds a person by it', async () => {
    const record = await create({ name: '小李', role: 'manager', store_ids: [storeId, storeId] });
    expect(record).toMatchObject({
      name: '小李',
      role: 'manager',
      store_ids: [storeId],
      bound: false,
      state: 'active',
      invitation: {
        code: expect.stringMatching(/^[0-9A-Za-z]{16}$/),
        expires_at: '2026-11-27T02:00:00.000Z',
      },
    });
    const own = await person();
    expect((await app.call('GET /staff/me', { token: own })).body.code).toBe('not_staff');
    const bound = await bind(own, ` ${record.invitation.code}\t`);
    const profile = {
      id: record.id,
      name: '小李',
      role: 'manager',
      stores: [{ id: storeId, name: '人民广场店' }],
    };
    expect([bound.status, bound.body]).toEqual([201, profile]);
    expect(await app.ok('GET /staff/me', { token: own })).toEqual(profile);
    const { items } = await app.ok('GET /console/staff', { token });
    expect(items.find(({ id }) => id === record.id)).toMatchObject({ bound: true, version: 1 });
  });

  it('S1: an invitation is good once', async () => {
    const { invitation } = await create();
    const [one, two] = [await person(), await person()];
    expect((await bind(one, invitation.code)).status).toBe(201);
    for (const again of [two, one]) {
      const reply = await bind(again, invitation.code);
      expect([reply.status, reply.body.code]).toEqual([409, 'invitation_invalid']);
    }
  });

  it('S1: of several people with one code at the same moment one wins', async () => {
    const { id, invitation } = await create();
    const people = await Promise.all([person(), person(), person()]);
    const replies = await Promise.all(people.map((own) => bind(own, invitation.code)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const me = await Promise.all(people.map((own) => app.call('GET /staff/me', { token: own })));
    expect(me.filter(({ status }) => status === 200).map(({ body }) => body.id)).toEqual([id]);
  });

  it('S1: of two codes taken by one person at the same moment one wins', async () => {
    const [one, two] = [await create(), await create()];
    const own = await person();
    const replies = await Promise.all([bind(own, one.invitation.code), bind(own, two.invitation.code)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe('staff_already_bound');
  });

  it('S1: expires after seven days, to the millisecond', async () => {
    const start = app.clock.now();
    const [early, late] = [await create(), await create()];
    app.clock.set(start);
    app.clock.advance(7 * DAY_MS - 1);
    expect((await bind(await person(), early.invitation.code)).status).toBe(201);
    app.clock.advance(1);
    expect((await bind(await person(), late.invitation.code)).body.code).toBe('invitation_invalid');
    app.clock.set(start);
  });

  it.each(['notacode', '0000000000000000', 'x'.repeat(64)])('S1: refuses %s', async (code) => {
    const reply = await bind(await person(), code);
    expect([reply.status, reply.body.code]).toEqual([409, 'invitation_invalid']);
  });

  it('S1: a new invitation voids the one before; a bound record moves to the WeChat that takes it', async () => {
    const record = await create();
    const [oldPhone, newPhone] = [await person(), await person()];
    await bind(oldPhone, record.invitation.code);
    const second = await invite(record.id);
    const third = await invite(record.id);
    expect([second.status, third.status]).toEqual([201, 201]);
    expect((await bind(newPhone, second.body.code)).body.code).toBe('invitation_invalid');
    await app.ok('GET /staff/me', { token: oldPhone });
    expect((await bind(newPhone, third.body.code)).status).toBe(201);
    expect((await app.call('GET /staff/me', { token: oldPhone })).body.code).toBe('not_staff');
  });

  it('S1: who leaves has no rights from the next request on, and needs a new invitation to come back', async () => {
    const record = await create();
    const [own, other] = [await person(), await person()];
    await bind(own, record.invitation.code);
    const unused = await invite(record.id);
    expect((await change(record.id, { version: 1, state: 'left' })).body).toMatchObject({
      state: 'left',
      bound: false,
    });
    expect((await app.call('GET /staff/me', { token: own })).body.code).toBe('not_staff');
    expect((await bind(other, unused.body.code)).body.code).toBe('staff_left');
    expect((await invite(record.id)).body.code).toBe('staff_left');
    expect((await change(record.id, { version: 2, state: 'active' })).body).toMatchObject({
      state: 'active',
      bound: false,
    });
    expect((await bind(other, unused.body.code)).body.code).toBe('invitation_invalid');
    const fresh = await invite(record.id);
    expect((await bind(own, fresh.body.code)).status).toBe(201);
  });

  it('S1: who has left one record may take another', async () => {
    const [one, two] = [await create(), await create()];
    const own = await person();
    await bind(own, one.invitation.code);
    const early = await bind(own, two.invitation.code);
    expect([early.status, early.body.code]).toEqual([409, 'staff_already_bound']);
    await change(one.id, { version: 1, state: 'left' });
    expect((await bind(own, two.invitation.code)).status).toBe(201);
  });

  it('S4: a change of role or stores holds from the next request on', async () => {
    const record = await create();
    const own = await person();
    await bind(own, record.invitation.code);
    const { store_id: second } = await createShop(app, { name: '二店' });
    const reply = await change(record.id, { version: 1, store_ids: [second] });
    expect(reply.body).toMatchObject({ store_ids: [second], version: 2 });
    expect((await app.ok('GET /staff/me', { token: own })).stores).toEqual([{ id: second, name: '二店' }]);
  });

  it('refuses unknown stores and records, old versions and half-empty forms', async () => {
    const { id } = await create();
    const nowhere = 'sto_0000000000000000000000000000' as const;
    const lost = await app.call('POST /console/staff', {
      token,
      body: { name: '小张', role: 'clerk', store_ids: [nowhere] },
    });
    expect([lost.status, lost.body.code]).toEqual([404, 'not_found']);
    expect((await change(id, { version: 1, store_ids: [nowhere] })).body.code).toBe('not_found');
    expect((await change(NOBODY, { version: 1, name: '无' })).body.code).toBe('not_found');
    expect((await invite(NOBODY)).body.code).toBe('not_found');
    expect((await change(id, { version: 7, name: '早' })).body.code).toBe('version_conflict');
    const both = await Promise.all([
      change(id, { version: 1, name: '甲' }),
      change(id, { version: 1, name: '乙' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const empty = await app.call('POST /console/staff', {
      token,
      body: { name: '', role: 'boss', store_ids: [] } as never,
    });
    expect(empty.body.fields?.map(({ field }) => field).sort()).toEqual(['name', 'role']);
  });

  it('L5: a replay shows the same code, also after the record has changed', async () => {
    const key = freshKey();
    const body = { name: '小赵', role: 'clerk' as const, store_ids: [storeId] };
    const first = await app.call('POST /console/staff', { token, key, body });
    const inviteKey = freshKey();
    const invited = await invite(first.body.id, inviteKey);
    const own = await person();
    const bindKey = freshKey();
    const bound = await bind(own, invited.body.code, bindKey);
    await change(first.body.id, { version: 1, name: '老赵' });
    const again = await app.call('POST /console/staff', { token, key, body });
    expect([again.replayed, again.status, again.body]).toEqual([true, 201, first.body]);
    const invitedAgain = await invite(first.body.id, inviteKey);
    expect([invitedAgain.replayed, invitedAgain.body]).toEqual([true, invited.body]);
    const boundAgain = await bind(own, invited.body.code, bindKey);
    expect([boundAgain.replayed, boundAgain.status, boundAgain.body]).toEqual([true, 201, bound.body]);
    const other = await app.call('POST /console/staff', { token, key, body: { ...body, name: '别人' } });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    expect((await bind(own, 'another-code', bindKey)).body.code).toBe('idempotency_key_reused');
  });

  it('S1: keeps no code, and answers hold no names', async () => {
    const record = await create({ name: '不留名' });
    const commands = JSON.stringify(await rowsOf(app, 'SELECT * FROM commands'));
    const records = JSON.stringify(await rowsOf(app, 'SELECT * FROM staff'));
    const changes = JSON.stringify(await rowsOf(app, 'SELECT * FROM changes'));
    expect(commands).not.toContain('不留名');
    for (const stored of [commands, records, changes]) expect(stored).not.toContain(record.invitation.code);
    expect(changes).not.toContain('person_id');
  });

  it('O1: analysts and auditors read, operators write', async () => {
    token = await signIn(app);
    for (const [role, status] of [
      ['operator', 201],
      ['analyst', 403],
      ['auditor', 403],
    ] as const) {
      const own = await asRole(app, role);
      const body = { name: '小周', role: 'clerk' as const, store_ids: [] };
      expect((await app.call('GET /console/staff', { token: own })).status).toBe(200);
      expect((await app.call('POST /console/staff', { token: own, body })).status).toBe(status);
    }
  });
});
