import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  balanceOf,
  claim,
  couponCode,
  joinCustomer,
  listedTemplate,
  MINUTE_MS,
  nextStep,
  openCounter,
  scanAt,
  scannedCoupon,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';
import { countRows } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

type Body = BodyInputOf<Routes['POST /staff/redemptions']>;

const redeem = (assistant: Assistant, body: Body, key?: string, on: TestApp = app) =>
  on.call('POST /staff/redemptions', { token: assistant.token, body, ...(key === undefined ? {} : { key }) });

/** A customer with one coupon, scanned by the clerk. */
async function ready() {
  const customer = await joinCustomer(app);
  const coupon = await claim(app, customer, await listedTemplate(app, counter));
  const scan = await scannedCoupon(app, counter, customer, coupon);
  return { customer, coupon, scan_id: scan.scan_id };
}

const redemptionsOf = (couponId: string): Promise<number> =>
  countRows(app, 'SELECT COUNT(*) AS n FROM redemptions WHERE coupon_id = ?', [couponId]);

describe('exactly once', () => {
  it('C6: of twenty confirmations at two stores at the same moment one wins; the others learn who, where and when', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const places: [Assistant, Id<'store'>][] = [
      [counter.clerk, counter.shop.store_id],
      [counter.elsewhere, counter.other_store_id],
    ];
    // a ticket lasts ten minutes and a step gives one ticket: eight tickets in eight minutes, each confirmed as often
    const tickets: { assistant: Assistant; scan_id: Id<'scan'> }[] = [];
    for (let n = 0; n < 8; n += 1) {
      const [assistant, storeId] = places[n % 2]!;
      const { scan_id } = await scanAt(app, assistant, storeId, couponCode(app, customer, coupon));
      tickets.push({ assistant, scan_id });
      nextStep(app);
    }
    while (tickets.length < 20) tickets.push(tickets[tickets.length % 8]!);
    await confirmAll(customer, coupon.id, tickets);
  });

  async function confirmAll(
    customer: Customer,
    couponId: Id<'coupon'>,
    tickets: readonly { assistant: Assistant; scan_id: Id<'scan'> }[],
  ): Promise<void> {
    const replies = await Promise.all(
      tickets.map(({ assistant, scan_id }) => redeem(assistant, { scan_id, bill: { amount_fen: 2_000 } })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of replies.filter((reply) => reply.status !== 201)) {
      expect(status).toBe(409);
      // the winner's own ticket was confirmed more than once: for that one it is the ticket that is used up
      if (body.code === 'scan_used') continue;
      expect(body.code).toBe('coupon_redeemed');
      expect(body.detail).toMatch(/^这张券已于 11月2\d日 \d\d:\d\d 在(静安店由小陈|徐汇店由小周)核销。$/);
    }
    expect(await redemptionsOf(couponId)).toBe(1);
    expect((await balanceOf(app, customer)).balance).toBe(15);
  }

  it('C6: a coupon that was redeemed is recognised at the next scan already', async () => {
    const { customer, coupon, scan_id } = await ready();
    await redeem(counter.clerk, { scan_id, bill: { amount_fen: 2_000 } });
    nextStep(app);
    const reply = await app.call('POST /staff/scans', {
      token: counter.elsewhere.token,
      body: { code: couponCode(app, customer, coupon), store_id: counter.other_store_id },
    });
    expect(reply.body).toMatchObject({ code: 'coupon_redeemed', params: { store: '静安店', staff: '小陈' } });
  });

  it('L5: retries with one key give one redemption and the same answer, also after everything has changed', async () => {
    const { customer, coupon, scan_id } = await ready();
    const key = freshKey();
    const body = { scan_id, bill: { amount_fen: 3_000 } };
    const replies = await Promise.all(Array.from({ length: 8 }, () => redeem(counter.clerk, body, key)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(replies.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const answer = replies[0]!.body;
    await app.ok('POST /staff/redemptions/{id}/undo', {
      token: counter.clerk.token,
      params: { id: answer.redemption_id },
      body: { reason: '点错了' },
    });
    app.clock.advance(30 * MINUTE_MS);
    const late = await redeem(counter.clerk, body, key);
    expect([late.status, late.replayed, late.body]).toEqual([201, true, answer]);
    expect(await redemptionsOf(coupon.id)).toBe(1);
    expect((await balanceOf(app, customer)).balance).toBe(0);
    const reused = await redeem(counter.clerk, { ...body, bill: { amount_fen: 3_001 } }, key);
    expect([reused.status, reused.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  if (testDatabase === 'mariadb') {
    it('C6: two servers redeem a coupon once', async () => {
      const second = await app.second();
      try {
        const customer = await joinCustomer(app);
        const coupon = await claim(app, customer, await listedTemplate(app, counter));
        const here = await scannedCoupon(app, counter, customer, coupon);
        nextStep(app);
        const code = couponCode(app, customer, coupon);
        const there = await scanAt(second, counter.elsewhere, counter.other_store_id, code);
        const bill = { amount_fen: 2_000 };
        const replies = await Promise.all([
          redeem(counter.clerk, { scan_id: here.scan_id, bill }, undefined, app),
          redeem(counter.elsewhere, { scan_id: there.scan_id, bill }, undefined, second),
        ]);
        expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
        expect(await redemptionsOf(coupon.id)).toBe(1);
      } finally {
        await second.close();
      }
    });
  }
});
