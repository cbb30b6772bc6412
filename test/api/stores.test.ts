import type { Id } from '../../shared/kernel';
import { instant } from '../../shared/kernel';
import { STORES_AGE_MAX_MS } from '../../server/stores';
import { createTestApp, freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, createShop, MERCHANT, rowsOf, storeBody } from './console.support';

const NOBODYS = 'sto_0000000000000000000000000000';

/** Around the Bund in Shanghai; distances measured along the great circle from PLACE. */
const PLACE = '31.2304,121.4737';

describe('stores in the console', () => {
  let app: TestApp;
  let token: string;
  let merchantId: Id<'merchant'>;
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
    merchantId = (await app.ok('POST /console/merchants', { token, body: MERCHANT })).id;
  });

  const fieldsOf = async (change: Parameters<typeof storeBody>[1]): Promise<(string | undefined)[]> => {
    const reply = await app.call('POST /console/stores', { token, body: storeBody(merchantId, change) });
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed']);
    return (reply.body.fields ?? []).map(({ field }) => field);
  };

  it('O1: creates a store and answers it as it was sent', async () => {
    const body = storeBody(merchantId, { lat: -33.8567844, lng: 151.2152967, timezone: 'Australia/Sydney' });
    const reply = await app.call('POST /console/stores', { token, body });
    expect(reply.status).toBe(201);
    // places are kept to a millionth of a degree
    expect(reply.body).toMatchObject({
      ...body,
      lat: -33.856784,
      lng: 151.215297,
      state: 'open',
      version: 1,
    });
  });

  it('refuses unknown zones, hours that end before they begin or last over a day, and half a place', async () => {
    expect(await fieldsOf({ timezone: 'Asia/Shangri-La' })).toEqual(['timezone']);
    expect(
      await fieldsOf({
        hours: [
          { weekday: 1, from_minute: 600, to_minute: 600 },
          { weekday: 2, from_minute: 600, to_minute: 2_041 },
        ],
      }),
    ).toEqual(['hours.0.to_minute', 'hours.1.to_minute']);
    expect(await fieldsOf({ lat: null })).toEqual(['lat']);
    expect(await fieldsOf({ lng: null })).toEqual(['lng']);
    expect(await fieldsOf({ lat: 91 })).toEqual(['lat']);
  });

  it('refuses a merchant that is not there', async () => {
    const body = storeBody('mer_0000000000000000000000000000');
    const reply = await app.call('POST /console/stores', { token, body });
    expect([reply.status, reply.body.code]).toEqual([404, 'not_found']);
  });

  it('O2: changes, clears and closes; the change log keeps both sides', async () => {
    const { id } = await app.ok('POST /console/stores', { token, body: storeBody(merchantId) });
    const after = await app.ok('PATCH /console/stores/{id}', {
      token,
      params: { id },
      body: { version: 1, name: '新店名', phone: null, hours: [], lat: null, lng: null, state: 'closed' },
    });
    expect(after).toMatchObject({
      name: '新店名',
      phone: null,
      hours: [],
      lat: null,
      lng: null,
      state: 'closed',
      version: 2,
    });
    const [change] = await rowsOf(
      app,
      "SELECT * FROM changes WHERE subject_id = ? AND command_kind = 'store.change'",
      [id],
    );
    expect(JSON.parse(String(change?.['old_values']))).toMatchObject({ name: '人民广场店', state: 'open' });
    expect(JSON.parse(String(change?.['new_values']))).toMatchObject({ name: '新店名', state: 'closed' });
  });

  it('refuses a half place, an old version and an unknown store', async () => {
    const { id } = await app.ok('POST /console/stores', { token, body: storeBody(merchantId) });
    const patch = (storeId: string, body: { version: number; lat?: number; name?: string }) =>
      app.call('PATCH /console/stores/{id}', { token, params: { id: storeId }, body });
    expect((await patch(id, { version: 1, lat: 30 })).body.code).toBe('malformed');
    expect((await patch(id, { version: 2, name: '早' })).body.code).toBe('version_conflict');
    const lost = await patch(NOBODYS, { version: 1 });
    expect([lost.status, lost.body.code]).toEqual([404, 'not_found']);
    const both = await Promise.all([
      patch(id, { version: 1, name: '甲' }),
      patch(id, { version: 1, name: '乙' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('L5: replays the first answer after later changes, and refuses the key for another store', async () => {
    const key = freshKey();
    const body = storeBody(merchantId, { name: '一次店' });
    const first = await app.call('POST /console/stores', { token, key, body });
    const changeKey = freshKey();
    const change = {
      token,
      key: changeKey,
      params: { id: first.body.id },
      body: { version: 1, name: '二次店' },
    };
    const changed = await app.call('PATCH /console/stores/{id}', change);
    await app.ok('PATCH /console/stores/{id}', {
      ...change,
      key: freshKey(),
      body: { version: 2, name: '三次店' },
    });
    const again = await app.call('POST /console/stores', { token, key, body });
    expect([again.replayed, again.status, again.body]).toEqual([true, 201, first.body]);
    const changedAgain = await app.call('PATCH /console/stores/{id}', change);
    expect([changedAgain.replayed, changedAgain.body]).toEqual([true, changed.body]);
    const other = await app.call('PATCH /console/stores/{id}', {
      ...change,
      body: { version: 1, name: '别的' },
    });
    expect(other.body.code).toBe('idempotency_key_reused');
  });

  it('O1: analysts and auditors read, operators write', async () => {
    for (const [role, status] of [
      ['operator', 201],
      ['analyst', 403],
      ['auditor', 403],
    ] as const) {
      const own = await asRole(app, role);
      expect((await app.call('GET /console/stores', { token: own })).status).toBe(200);
      expect(
        (await app.call('POST /console/stores', { token: own, body: storeBody(merchantId) })).status,
      ).toBe(status);
    }
  });
});

describe('stores as members see them', () => {
  let app: TestApp;
  let token: string;
  let merchantId: Id<'merchant'>;
  beforeAll(async () => {
    app = await createTestApp();
    token = await app.asConsole();
    merchantId = (await app.ok('POST /console/merchants', { token, body: MERCHANT })).id;
    const places: [string, number | null, number | null][] = [
      ['远', 31.1443, 121.8083], // the airport
      ['无', null, null],
      ['近', 31.2397, 121.4998], // across the river
      ['此', 31.2304, 121.4737],
    ];
    for (const [name, lat, lng] of places) {
      app.clock.advance(1);
      await app.ok('POST /console/stores', { token, body: storeBody(merchantId, { name, lat, lng }) });
    }
  });
  afterAll(() => app.close());

  it('lists the nearest first with metres, and stores without a place last', async () => {
    const { items, next } = await app.ok('GET /stores', { query: { near: PLACE } });
    expect(items.map(({ name }) => name)).toEqual(['此', '近', '远', '无']);
    const [here, near, far, nowhere] = items.map((item) => item.distance_m);
    expect(here).toBe(0);
    expect(near).toBeGreaterThan(2_650); // 2.69 km by two independent calculators
    expect(near).toBeLessThan(2_730);
    expect(far).toBeGreaterThan(33_000);
    expect(far).toBeLessThan(33_500);
    expect([nowhere, next]).toEqual([null, null]);
    expect(items[0]).toMatchObject({ merchant_id: merchantId, merchant_name: '好茶', phone: '021-55550000' });
  });

  it('tells the distance of one store, where it has a place', async () => {
    const { items } = await app.ok('GET /stores', { query: { near: PLACE } });
    for (const { id, distance_m } of items) {
      const one = await app.ok('GET /stores/{id}', { params: { id }, query: { near: PLACE } });
      expect(one.distance_m).toBe(distance_m);
    }
    const off = await app.call('GET /stores/{id}', {
      params: { id: items[0]!.id },
      query: { near: '91,181' },
    });
    expect([off.status, off.body.code]).toEqual([400, 'malformed']);
  });

  it('lists the oldest first without a place, and no distance', async () => {
    const { items } = await app.ok('GET /stores');
    expect(items.map(({ name }) => name)).toEqual(['远', '无', '近', '此']);
    expect(items.map((item) => item.distance_m)).toEqual([null, null, null, null]);
  });

  it.each([PLACE, undefined])('pages without a gap or a repetition (near: %s)', async (near) => {
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await app.ok('GET /stores', {
        query: {
          limit: 1,
          ...(near === undefined ? {} : { near }),
          ...(after === undefined ? {} : { after }),
        },
      });
      names.push(...page.items.map(({ name }) => name));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(names).toEqual(near === undefined ? ['远', '无', '近', '此'] : ['此', '近', '远', '无']);
  });

  it.each([
    ['near', '31.2304'],
    ['near', '91,0'],
    ['near', '0,181'],
    ['near', 'here'],
    ['after', 'nonsense'],
  ])('refuses %s=%s', async (field, value) => {
    const reply = await app.call('GET /stores', { query: { [field]: value } });
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed']);
    expect(reply.body.fields?.map((fault) => fault.field)).toEqual([field]);
  });

  it('says whether a store is open by the clock on its own wall, past midnight too', async () => {
    const start = app.clock.now();
    // Friday 18:00 to 02:00 in New York, which is 13 hours behind Shanghai in November
    const bar = await app.ok('POST /console/stores', {
      token,
      body: storeBody(merchantId, {
        name: '夜',
        timezone: 'America/New_York',
        hours: [{ weekday: 5, from_minute: 18 * 60, to_minute: 26 * 60 }],
      }),
    });
    const openAt = async (text: string): Promise<boolean> => {
      app.clock.set(instant(Date.parse(text)));
      return (await app.ok('GET /stores/{id}', { params: { id: bar.id } })).open_now;
    };
    expect(await openAt('2026-11-20T22:59:59.999Z')).toBe(false); // Friday 17:59
    expect(await openAt('2026-11-20T23:00:00.000Z')).toBe(true); // Friday 18:00
    expect(await openAt('2026-11-21T06:59:00.000Z')).toBe(true); // Saturday 01:59
    expect(await openAt('2026-11-21T07:00:00.000Z')).toBe(false); // Saturday 02:00
    expect(await openAt('2026-11-21T23:30:00.000Z')).toBe(false); // Saturday 18:30
    app.clock.set(start);
    await app.ok('PATCH /console/stores/{id}', {
      token,
      params: { id: bar.id },
      body: { version: 1, state: 'closed' },
    });
  });

  it('shows a change of a store or of its merchant at once, and hides a closed store', async () => {
    const { store_id: id, merchant_id: ownMerchant } = await createShop(app, { name: '快' });
    expect(await app.ok('GET /stores/{id}', { params: { id } })).toMatchObject({
      name: '快',
      open_now: true,
    });
    await app.ok('PATCH /console/stores/{id}', { token, params: { id }, body: { version: 1, name: '更快' } });
    expect(await app.ok('GET /stores/{id}', { params: { id } })).toMatchObject({ name: '更快' });
    await app.ok('PATCH /console/merchants/{id}', {
      token,
      params: { id: ownMerchant },
      body: { version: 1, name: '新茶' },
    });
    expect(await app.ok('GET /stores/{id}', { params: { id } })).toMatchObject({ merchant_name: '新茶' });
    await app.ok('PATCH /console/stores/{id}', {
      token,
      params: { id },
      body: { version: 2, state: 'closed' },
    });
    expect((await app.call('GET /stores/{id}', { params: { id } })).status).toBe(404);
    expect((await app.ok('GET /stores')).items.map((item) => item.id)).not.toContain(id);
  });

  it('sees what another process changed after two seconds at most', async () => {
    const [first] = (await app.ok('GET /stores')).items;
    await app.db.database.transaction(async (session) => {
      await session.execute('UPDATE stores SET address = ? WHERE id = ?', ['外滩 1 号', first!.id]);
    });
    app.clock.advance(STORES_AGE_MAX_MS);
    expect((await app.ok('GET /stores/{id}', { params: { id: first!.id } })).address).toBe('外滩 1 号');
  });

  it('answers 404 for a store that is not there', async () => {
    const reply = await app.call('GET /stores/{id}', { params: { id: NOBODYS } });
    expect([reply.status, reply.body.code]).toEqual([404, 'not_found']);
  });
});
