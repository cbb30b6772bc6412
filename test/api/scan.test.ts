import { errorText } from '../../shared/contract';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  changeStaff,
  claim,
  couponCode,
  hire,
  joinCustomer,
  listedTemplate,
  memberCode,
  MINUTE_MS,
  nextStep,
  openCounter,
  scanAt,
  wrongCode,
  type Counter,
} from './counter.support';
import { countRows, createChannel } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const tryScan = (token: string, code: string, key?: string) =>
  app.call('POST /staff/scans', {
    token,
    body: { code, store_id: counter.shop.store_id },
    ...(key === undefined ? {} : { key }),
  });

describe('what a code is', () => {
  it('S2: a member code shows who it is, masked, and what they can use here', async () => {
    const customer = await joinCustomer(app);
    const template = await listedTemplate(app, counter);
    const elsewhere = await listedTemplate(app, counter, {
      scope: { store_ids: [counter.other_store_id], new_members_only: false },
    });
    const coupon = await claim(app, customer, template);
    await claim(app, customer, elsewhere);
    const scan = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer));
    expect(scan.kind).toBe('member');
    expect(Date.parse(scan.expires_at)).toBe(app.clock.now() + 10 * MINUTE_MS);
    if (scan.preview.kind !== 'member') throw new Error('not a member');
    expect(scan.preview.member).toMatchObject({ id: customer.id, phone_masked: null, points: 0 });
    expect(scan.preview.usable_here.map(({ id }) => id)).toEqual([coupon.id]);
    expect(JSON.stringify(scan)).not.toContain(customer.openid);
  });

  it('S2: a coupon code shows the coupon, its member, and whether it can be used here', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const far = await claim(
      app,
      customer,
      await listedTemplate(app, counter, {
        scope: { store_ids: [counter.other_store_id], new_members_only: false },
      }),
    );
    const here = await scanAt(app, counter.clerk, counter.shop.store_id, couponCode(app, customer, coupon));
    expect(here.preview).toMatchObject({
      kind: 'coupon',
      coupon: { id: coupon.id },
      usable_here: true,
      obstacle: null,
    });
    const there = await scanAt(app, counter.clerk, counter.shop.store_id, couponCode(app, customer, far));
    expect(there.preview).toMatchObject({
      kind: 'coupon',
      usable_here: false,
      obstacle: { code: 'coupon_wrong_store', detail: errorText('coupon_wrong_store') },
    });
  });

  it("S2: a channel's QR is recognised by its link", async () => {
    const channel = await createChannel(app, { store_id: counter.shop.store_id });
    const scan = await scanAt(
      app,
      counter.clerk,
      counter.shop.store_id,
      `https://example.cn/m/#/pages/landing/index?scene=${channel.code}`,
    );
    expect(scan.preview).toEqual({
      kind: 'channel',
      channel: { id: channel.id, name: channel.name, store_name: '静安店' },
    });
    const unknown = await tryScan(counter.clerk.token, 'Zz9Zz9Zz');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'code_unknown']);
  });

  it('S2: digits can be typed in groups; anything else is no code', async () => {
    const customer = await joinCustomer(app);
    const code = memberCode(app, customer);
    const typed = `${code.slice(0, 4)} ${code.slice(4, 8)}-${code.slice(8)}`;
    expect((await scanAt(app, counter.clerk, counter.shop.store_id, typed)).kind).toBe('member');
    for (const text of [`13${code.slice(2)}`, code.slice(1), 'hello']) {
      const reply = await tryScan(counter.clerk.token, text);
      expect([reply.status, reply.body.code]).toEqual([422, 'code_malformed']);
    }
  });
});

describe('how long a code is good', () => {
  it('M7: a screenshot is refused two minutes later, and a stranger is not told more', async () => {
    const customer = await joinCustomer(app);
    const screenshot = memberCode(app, customer);
    app.clock.advance(2 * MINUTE_MS);
    const late = await tryScan(counter.clerk.token, screenshot);
    expect([late.status, late.body.code]).toEqual([409, 'code_expired']);
    app.clock.advance(40 * MINUTE_MS);
    const later = await tryScan(counter.clerk.token, screenshot);
    expect([later.status, later.body.code]).toEqual([404, 'code_unknown']);
    const unknown = await tryScan(counter.clerk.token, wrongCode(memberCode(app, customer)));
    expect([unknown.status, unknown.body.code]).toEqual([404, 'code_unknown']);
  });

  it('M7: one step of skew either way is accepted', async () => {
    const customer = await joinCustomer(app);
    const early = memberCode(app, customer, -MINUTE_MS);
    const before = memberCode(app, customer, MINUTE_MS);
    expect((await tryScan(counter.clerk.token, early)).status).toBe(201);
    expect((await tryScan(counter.clerk.token, before)).status).toBe(201);
  });

  it('M7: a step is good once, whoever scans it and however many at the same moment', async () => {
    const customer = await joinCustomer(app);
    const code = memberCode(app, customer);
    const tokens = [counter.clerk, counter.colleague, counter.manager, counter.clerk].map(
      ({ token }) => token,
    );
    const replies = await Promise.all(tokens.map((token) => tryScan(token, code)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const reply of replies.filter(({ status }) => status !== 201))
      expect(reply.body.code).toBe('code_used');
    nextStep(app);
    expect((await tryScan(counter.clerk.token, memberCode(app, customer))).status).toBe(201);
  });

  it("M7: a member's steps and a coupon's steps are used up apart", async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    expect((await tryScan(counter.clerk.token, memberCode(app, customer))).status).toBe(201);
    expect((await tryScan(counter.clerk.token, couponCode(app, customer, coupon))).status).toBe(201);
  });

  it('S2: a retry of a scan is answered alike, also minutes later', async () => {
    const customer = await joinCustomer(app);
    const code = memberCode(app, customer);
    const key = freshKey();
    const first = await tryScan(counter.clerk.token, code, key);
    const again = await tryScan(counter.clerk.token, code, key);
    app.clock.advance(5 * MINUTE_MS);
    const late = await tryScan(counter.clerk.token, code, key);
    expect([first.replayed, again.replayed, late.replayed]).toEqual([false, true, true]);
    expect(again.body).toEqual(first.body);
    expect(late.body).toEqual(first.body);
    const other = await tryScan(counter.clerk.token, memberCode(app, customer), key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('S2: twenty retries at the same moment open one ticket', async () => {
    const customer = await joinCustomer(app);
    const code = memberCode(app, customer);
    const key = freshKey();
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => tryScan(counter.clerk.token, code, key)),
    );
    expect(new Set(replies.map(({ body }) => body.scan_id)).size).toBe(1);
    const scans = await countRows(app, 'SELECT COUNT(*) AS n FROM scans WHERE member_id = ?', [customer.id]);
    expect(scans).toBe(1);
  });
});

describe('who may scan what', () => {
  it('C6: only where one works', async () => {
    const customer = await joinCustomer(app);
    const code = memberCode(app, customer);
    const away = await tryScan(counter.elsewhere.token, code);
    expect([away.status, away.body.code]).toEqual([403, 'wrong_store']);
    const homeless = await hire(app, '小赵', 'clerk', []);
    const nowhere = await tryScan(homeless.token, code);
    expect([nowhere.status, nowhere.body.code]).toEqual([403, 'staff_without_store']);
    const stranger = await tryScan(customer.token, code);
    expect([stranger.status, stranger.body.code]).toEqual([403, 'not_staff']);
  });

  it('C6: nobody scans their own codes', async () => {
    const customer = await joinCustomer(app);
    const assistant = await hire(app, '小孙', 'clerk', [counter.shop.store_id], customer.openid);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    for (const code of [memberCode(app, customer), couponCode(app, customer, coupon)]) {
      const own = await tryScan(assistant.token, code);
      expect([own.status, own.body.code]).toEqual([403, 'own_subject']);
    }
  });

  it('S1: whoever left scans nothing from the next request on', async () => {
    const customer = await joinCustomer(app);
    const assistant = await hire(app, '小钱', 'clerk', [counter.shop.store_id]);
    await changeStaff(app, assistant, { state: 'left' });
    const reply = await tryScan(assistant.token, memberCode(app, customer));
    expect([reply.status, reply.body.code]).toEqual([403, 'not_staff']);
  });

  it('C11: a coupon that has ended is refused from its very last millisecond on', async () => {
    const customer = await joinCustomer(app);
    const end = app.clock.now() + 5 * MINUTE_MS;
    const coupon = await claim(
      app,
      customer,
      await listedTemplate(app, counter, {
        validity: {
          kind: 'fixed',
          from_at: new Date(app.clock.now() - MINUTE_MS).toISOString(),
          to_at: new Date(end).toISOString(),
        },
      }),
    );
    app.clock.set(end as never);
    const reply = await tryScan(counter.clerk.token, couponCode(app, customer, coupon));
    expect([reply.status, reply.body.code]).toEqual([409, 'coupon_expired']);
  });
});

describe('what a bill comes to', () => {
  it('C6: the quote says what the coupon gives for this bill, and changes nothing', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const scan = await scanAt(app, counter.clerk, counter.shop.store_id, couponCode(app, customer, coupon));
    const quote = (amount: number, token = counter.clerk.token) =>
      app.call('GET /staff/scans/{id}/quote', {
        token,
        params: { id: scan.scan_id },
        query: { amount_fen: amount },
      });
    expect((await quote(3_000)).body).toMatchObject({
      original_fen: 3_000,
      discount_fen: 500,
      paid_fen: 2_500,
      earning: { total: 25 },
      coupon: { id: coupon.id },
      obstacle: null,
    });
    expect((await quote(1_500)).body).toMatchObject({
      discount_fen: 0,
      paid_fen: 1_500,
      earning: { total: 15 },
      obstacle: {
        code: 'coupon_below_threshold',
        detail: errorText('coupon_below_threshold', { threshold: '20', missing: '5' }),
      },
    });
    const foreign = await quote(3_000, counter.colleague.token);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    app.clock.advance(10 * MINUTE_MS);
    const late = await quote(3_000);
    expect([late.status, late.body.code]).toEqual([409, 'scan_expired']);
  });

  it("C6: with a member's code any of their coupons is quoted, and nobody else's", async () => {
    const [customer, other] = [await joinCustomer(app), await joinCustomer(app)];
    const template = await listedTemplate(app, counter);
    const own = await claim(app, customer, template);
    const foreign = await claim(app, other, template);
    const scan = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer));
    const quote = (couponId: string) =>
      app.call('GET /staff/scans/{id}/quote', {
        token: counter.clerk.token,
        params: { id: scan.scan_id },
        query: { amount_fen: 2_000, coupon_id: couponId },
      });
    expect((await quote(own.id)).body).toMatchObject({ discount_fen: 500, coupon: { id: own.id } });
    expect((await quote(foreign.id)).status).toBe(404);
  });
});
