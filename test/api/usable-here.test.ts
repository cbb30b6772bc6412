import type { CouponValidity } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { A_WEEK, claimer, createShop, listed, type Claimer, type Shop } from './coupons.support';
import { createStore } from './joins.support';

let app: TestApp;
let shop: Shop;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
});

/** Claims a coupon of a new template and answers its id. */
async function own(member: Claimer, change: Parameters<typeof listed>[2] = {}): Promise<Id<'coupon'>> {
  const template = await listed(app, shop, { validity: A_WEEK, ...change });
  const { token } = member;
  const { coupon } = await app.ok('POST /coupon-templates/{id}/claims', { token, params: { id: template } });
  return coupon.id;
}

function usableIn(member: Claimer, store: string) {
  return app.call('GET /me/stores/{id}/coupons', { token: member.token, params: { id: store } });
}

function days(count: number, after = 0): CouponValidity {
  return { kind: 'relative', days: count, start_after_days: after };
}

describe('what can be used in a store', () => {
  it('C3: is mine, good there and good now, soonest to expire first', async () => {
    const elsewhere: Id<'store'> = await createStore(app, shop.merchant_id, '二号店');
    const [member, other] = [await claimer(app), await claimer(app)];
    const late = await own(member, { validity: days(30) });
    const soon = await own(member);
    const there = await own(member, {
      validity: days(5),
      scope: { store_ids: [elsewhere], new_members_only: false },
    });
    await own(member, { validity: days(7, 3) });
    await own(other);
    const here = await usableIn(member, shop.store_id);
    expect(here.status).toBe(200);
    expect(here.body.items.map(({ id }) => id)).toEqual([soon, late]);
    const second = await usableIn(member, elsewhere);
    expect(second.body.items.map(({ id }) => id)).toEqual([there, soon, late]);
  });

  it('refuses a store that has closed for good, and one that nobody knows', async () => {
    const member = await claimer(app);
    const gone = await createStore(app, shop.merchant_id, '三号店');
    await app.ok('PATCH /console/stores/{id}', {
      token: await app.asConsole(),
      params: { id: gone },
      body: { version: 1, state: 'closed' },
    });
    for (const store of [gone, `sto_${'0'.repeat(28)}`]) {
      const { status, body } = await usableIn(member, store);
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });
});
