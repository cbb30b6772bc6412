import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, rowsOf } from './console.support';
import { addStock, claim, claimer, createShop, listed, NO_LIMITS, type Shop } from './coupons.support';

type Body = BodyInputOf<Routes['POST /console/coupon-templates']>;

let app: TestApp;
let shop: Shop;
let token: string;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
  token = await app.asConsole();
});
afterEach(() => app.audit());

function body(terms: Partial<Body> = {}): Body {
  return {
    merchant_id: shop.merchant_id,
    title: '第二杯半价',
    value: { kind: 'percent_off', threshold_fen: 0, percent_off_bp: 5_000, cap_fen: 2_000 },
    validity: { kind: 'relative', days: 30, start_after_days: 0 },
    times: { weekdays: [1, 2, 3, 4, 5], from_minute: 600, to_minute: 1_320 },
    scope: { store_ids: [shop.store_id], new_members_only: false },
    limits: { ...NO_LIMITS, per_member: 2 },
    claim_from_at: '2026-11-20T00:00:00.000Z',
    claim_to_at: null,
    listed: true,
    stock: 50,
    ...terms,
  };
}

function create(terms: Partial<Body> = {}, key?: string) {
  return app.call('POST /console/coupon-templates', {
    token,
    body: body(terms),
    ...(key === undefined ? {} : { key }),
  });
}

function change(
  id: Id<'template'>,
  what: BodyInputOf<Routes['PATCH /console/coupon-templates/{id}']>,
  key?: string,
) {
  const once = key === undefined ? {} : { key };
  return app.call('PATCH /console/coupon-templates/{id}', { token, params: { id }, body: what, ...once });
}

async function shown(id: Id<'template'>) {
  const { items } = await app.ok('GET /console/coupon-templates', { token, query: { limit: 100 } });
  return items.find((template) => template.id === id);
}

describe('coupon templates in the console', () => {
  it('O1: creates with a first stock, and shows what was written', async () => {
    const { status, body: made } = await create();
    expect(status).toBe(201);
    const { stock, ...terms } = body();
    expect(made).toMatchObject({
      ...terms,
      state: 'active',
      stock_total: stock,
      stock_left: stock,
      reserved: 0,
      issued: 0,
      redeemed: 0,
      version: 1,
    });
    expect(await shown(made.id)).toEqual(made);
  });

  it('L5: a replay answers what was answered, also when things have changed since', async () => {
    const [createKey, patchKey] = [freshKey(), freshKey()];
    const first = await create({}, createKey);
    const { id } = first.body;
    const patched = await change(id, { version: 1, title: '一' }, patchKey);
    await claim(app, await claimer(app), id);
    await addStock(app, id, 5);
    await change(id, { version: 2, title: '二' });
    for (const [again, before] of [
      [await create({}, createKey), first],
      [await change(id, { version: 1, title: '一' }, patchKey), patched],
    ] as const) {
      expect([again.replayed, again.status, again.body]).toEqual([true, before.status, before.body]);
    }
    expect((await create({ title: '别的' }, createKey)).body.code).toBe('idempotency_key_reused');
    expect(await shown(id)).toMatchObject({
      title: '二',
      version: 3,
      stock_total: 55,
      stock_left: 54,
      reserved: 0,
      issued: 1,
    });
  });

  it('O2: of two who change the same version one is told, and the log says who, from what and to what', async () => {
    const { id } = (await create()).body;
    const replies = await Promise.all([
      change(id, { version: 1, title: '甲' }),
      change(id, { version: 1, limits: { ...NO_LIMITS, per_member: 1 } }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(replies.find(({ status }) => status === 409)!.body.code).toBe('version_conflict');
    const log = await rowsOf(app, 'SELECT * FROM changes WHERE subject_id = ? ORDER BY command_kind DESC', [
      id,
    ]);
    expect(log.map((row) => row['command_kind'])).toEqual(['template.create', 'template.change']);
    expect(log[1]).toMatchObject({ actor_kind: 'console' });
    expect(JSON.parse(String(log[1]!['old_values']))).toMatchObject({ version: 1, title: '第二杯半价' });
    expect(JSON.parse(String(log[1]!['new_values']))).toMatchObject({ version: 2 });
  });

  it('C5a: stock changes by deltas, never below what is claimed', async () => {
    const id = await listed(app, shop, { stock: 3 });
    await claim(app, await claimer(app), id);
    expect((await addStock(app, id, 10)).body.stock_left).toBe(12);
    expect((await addStock(app, id, -12)).body.stock_left).toBe(0);
    const { status, body: refused } = await addStock(app, id, -1);
    expect([status, refused.code, refused.params]).toEqual([409, 'stock_below_claimed', { available: 0 }]);
    expect((await addStock(app, id, 0)).body.stock_left).toBe(0);
    expect(await shown(id)).toMatchObject({ stock_total: 1, stock_left: 0, issued: 1 });
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) => addStock(app, id, i % 2 ? 2 : -1)),
    );
    const sum = replies.reduce((total, reply, i) => total + (reply.status === 201 ? (i % 2 ? 2 : -1) : 0), 0);
    expect(await shown(id)).toMatchObject({ stock_total: 1 + sum, stock_left: sum });
  });

  it('C5a: changing a template leaves its stock alone', async () => {
    const { id } = (await create({ stock: 7 })).body;
    await Promise.all([claim(app, await claimer(app), id), change(id, { version: 1, title: '新名字' })]);
    expect(await shown(id)).toMatchObject({ title: '新名字', stock_total: 7, stock_left: 6 });
  });

  it('C3: merchants and stores must be there, and the stores the merchant’s own', async () => {
    const unknown: Id<'merchant'> = `mer_${'0'.repeat(28)}`;
    expect((await create({ merchant_id: unknown })).body.code).toBe('not_found');
    const other = await createShop(app, '别家店');
    const scope = { store_ids: [other.store_id], new_members_only: false };
    expect((await create({ scope })).body.code).toBe('not_found');
    const { id } = (await create()).body;
    expect((await change(id, { version: 1, scope })).body.code).toBe('not_found');
    expect((await change(`tpl_${'0'.repeat(28)}`, { version: 1, title: '无' })).body.code).toBe('not_found');
    expect((await addStock(app, `tpl_${'0'.repeat(28)}`, 1)).body.code).toBe('not_found');
  });

  it('C2: what cannot be is refused field by field', async () => {
    const refused = await create({
      validity: { kind: 'fixed', from_at: '2026-12-01T00:00:00.000Z', to_at: '2026-12-01T00:00:00.000Z' },
      times: { weekdays: [], from_minute: 60, to_minute: 60 },
      claim_to_at: '2026-11-19T00:00:00.000Z',
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'malformed']);
    expect(refused.body.fields!.map(({ field }) => field)).toEqual([
      'validity.to_at',
      'claim_to_at',
      'times.to_minute',
    ]);
    const { id } = (await create()).body;
    const patched = await change(id, { version: 1, claim_to_at: '2026-11-01T00:00:00.000Z' });
    expect([patched.status, patched.body.fields?.[0]?.field]).toEqual([400, 'claim_to_at']);
  });

  it('O1: who may only look cannot change', async () => {
    const analyst = await asRole(app, 'analyst');
    expect((await app.call('GET /console/coupon-templates', { token: analyst })).status).toBe(200);
    const { status, body: refused } = await app.call('POST /console/coupon-templates', {
      token: analyst,
      body: body(),
    });
    expect([status, refused.code]).toEqual([403, 'forbidden']);
  });

  it('pages through the list, newest first', async () => {
    const all = await app.ok('GET /console/coupon-templates', { token, query: { limit: 100 } });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: 3, ...(after === undefined ? {} : { after }) };
      const page = await app.ok('GET /console/coupon-templates', { token, query });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(seen).toEqual([...seen].sort().reverse());
  });
});
