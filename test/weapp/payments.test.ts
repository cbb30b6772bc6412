import { auditOf } from '../support/browser-start';
import type { Payer } from '../support/wx/payment';
import type { WxPhone } from '../support/wx/phone';
import { endure, TROUBLES } from './faults.support';
import { holdingsOf, newOpenid, t, watchPhones, world } from './people.support';
import { claim, memberPhone, ordersOf, pickStore, sell, stockLeft } from './shop.support';
import { digitsOn, WELCOME_POINTS, type Stage, type Step } from './story.support';

const words = t.shop.pay;
const result = t.shop.payResult;
const PAID = 'packages/member/paid/index';
const ORDER = 'packages/member/order/index';

/** The tap that pays; done when the page of the result is open, which waits for the server by itself. */
const paying: Step = {
  name: 'one tap pays',
  who: 'member',
  sends: [['POST', /\/payments$/]],
  act: async ({ member, taps }) => {
    member.press(await member.until(() => member.tappableSaying(words.action.wechat), 'the button'), taps);
  },
  done: ({ member }) => member.route === PAID,
  again: ({ member }) => member.tappableSaying(words.action.wechat),
};

describe('paying with something going wrong', () => {
  watchPhones();

  // a page that listens for news never rests without a network: that has a test of its own
  const troubles = TROUBLES.filter(({ airplane }) => airplane !== true);
  it.each(troubles.map((trouble) => [trouble.name, trouble] as const))(
    'F6: is paid once, and said to be paid when the server says so, while %s',
    async (_, trouble) => {
      const on = await sell();
      const openid = newOpenid();
      const phone = await memberPhone(openid);
      await claim(phone, on);
      await pickStore(phone);
      await endure({ member: phone, taps: 1 } as unknown as Stage, paying, trouble);
      await phone.sees(result.paid);
      expect(await ordersOf(openid)).toMatchObject([{ state: 'paid', pay_fen: 990 }]);
      expect(await stockLeft(on)).toBe(9);
    },
  );
});

describe('what becomes of WeChat’s sheet', () => {
  watchPhones();

  async function atThePayPage(payer: () => Payer) {
    const openid = newOpenid();
    const phone = await memberPhone(openid, payer);
    await claim(phone, await sell());
    await pickStore(phone);
    return { openid, phone };
  }

  it('F6: put away: nothing is paid, the piece is still held, and the next tap pays', async () => {
    let payer: Payer = 'cancel';
    const { openid, phone } = await atThePayPage(() => payer);
    await phone.tap(words.action.wechat);
    await phone.hears(words.cancelled);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paying', paid_at: null }]);
    payer = 'pay';
    await phone.tap(words.action.wechat);
    await phone.sees(result.paid);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paid' }]);
  });

  it('F6: a phone that says "paid" is not believed: the page asks until the server knows', async () => {
    const { openid, phone } = await atThePayPage(() => 'pay');
    phone.answer('requestPayment', {});
    await phone.tap(words.action.wechat);
    await phone.sees(result.checking);
    const asked = () => phone.log.requests.filter(({ path }) => /\/me\/orders\/ord_[^/]+$/.test(path)).length;
    const before = asked();
    await phone.until(() => asked() > before + 3, 'a few more looks');
    expect(phone.saying(result.paid)).toHaveLength(0);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paying', paid_at: null }]);
  });

  it('F6: told twice of the same payment: one order, paid once', async () => {
    const { openid, phone } = await atThePayPage(() => 'pay_twice');
    await phone.tap(words.action.wechat);
    await phone.sees(result.paid);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paid', pay_fen: 990 }]);
  });
});

describe('an order', () => {
  watchPhones();

  async function paidOrder(openid = newOpenid()): Promise<WxPhone> {
    const phone = await memberPhone(openid);
    await claim(phone, await sell());
    await pickStore(phone);
    await phone.tap(words.action.wechat);
    await phone.sees(result.paid);
    await phone.tap(result.code);
    await phone.until(() => phone.route === ORDER && digitsOn(phone) !== '', 'the code');
    return phone;
  }

  it('M7, F7: shows its code without a network, after a restart', async () => {
    const phone = await paidOrder();
    const id = phone.app.top.query['id'] ?? '';
    phone.become('offline');
    phone.start(`/${ORDER}?id=${id}`);
    await phone.until(() => /^68\d{16}$/.test(digitsOn(phone)), 'the code');
    await phone.sees(t.shop.order.offlineFine);
  });

  it('F8: gives back one of two pieces, exactly what was shown', async () => {
    const openid = newOpenid();
    const phone = await paidOrder(openid);
    await phone.tap(t.shop.order.refund.action);
    await phone.tapOn('stepper__key');
    await phone.reads('order__back', '4.95');
    await phone.tap(t.shop.order.refund.yes);
    await phone.hears(t.shop.order.refund.done);
    await phone.sees(t.shop.order.refunds);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paid', pieces_refunded: 1 }]);
  });

  it('F6: is paid at the counter: the code for it, held for two hours', async () => {
    const openid = newOpenid();
    const phone = await memberPhone(openid);
    await claim(phone, await sell());
    await pickStore(phone);
    await phone.tap(words.ways.counter);
    await phone.tap(words.action.counter);
    await phone.sees(t.shop.order.counterTitle);
    await phone.until(() => /^68\d{16}$/.test(digitsOn(phone)), 'the code');
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paying', way: 'counter' }]);
    phone.start('/pages/home/index');
    await phone.sees(t.shop.orders.atHand.counter);
  });

  it('F5: is given up after a question, and what it held is free', async () => {
    const openid = newOpenid();
    const on = await sell();
    const phone = await memberPhone(openid);
    await claim(phone, on);
    phone.start(`/${ORDER}?id=${(await ordersOf(openid))[0]!.id}`);
    await phone.tap(t.shop.order.cancel);
    await phone.tap(t.shop.order.cancelAsk.yes);
    await phone.sees(t.shop.order.closed.cancelled);
    expect(await stockLeft(on)).toBe(10);
  });
});

describe('an exchange in the mall', () => {
  watchPhones();
  const confirm = t.shop.mall.confirm;
  const PRICE = 15;

  const gift = () =>
    sell({ title: '帆布袋', pieces: 1, price_fen: 0, price_points: PRICE }, { kind: 'mall' });

  async function exchange(phone: WxPhone): Promise<void> {
    await phone.tap(t.shop.claim.exchange);
    await pickStore(phone);
    await phone.tap(confirm.yes);
  }

  it('P9: takes the points and shows the code to pick it up with', async () => {
    const on = await gift();
    const openid = newOpenid();
    const phone = await memberPhone(openid);
    phone.start(on.page);
    await exchange(phone);
    await phone.sees(result.exchanged);
    expect((await holdingsOf(openid)).points).toBe(WELCOME_POINTS - PRICE);
    expect(await ordersOf(openid)).toMatchObject([{ state: 'paid', way: 'none' }]);
  });

  it('P9: interrupted between claim and payment, it is gone on with after a restart', async () => {
    const on = await gift();
    const openid = newOpenid();
    const phone = await memberPhone(openid);
    phone.start(on.page);
    phone.fault({ kind: 'before', method: 'POST', path: /\/payments$/, times: 99 });
    await exchange(phone);
    await phone.hears(t.errors.unknown);
    phone.healed();
    phone.start(on.page);
    await phone.tap(t.shop.claim.goOnExchange);
    await pickStore(phone);
    await phone.tap(confirm.yes);
    await phone.sees(result.exchanged);
    expect(await ordersOf(openid)).toHaveLength(1);
    expect((await holdingsOf(openid)).points).toBe(WELCOME_POINTS - PRICE);
    expect(await stockLeft(on)).toBe(9);
  });

  it('P9: without enough points it says how many are missing', async () => {
    const on = await sell({ title: '手冲壶', price_fen: 0, price_points: 1_020 }, { kind: 'mall' });
    const phone = await memberPhone();
    phone.start(on.page);
    await phone.sees(t.shop.mall.missing('1,000'));
  });
});

describe('after all this', () => {
  it('L7: the books balance', async () => {
    expect(await auditOf(world.folder)).toEqual({ code: 0, drift: [] });
  });
});
