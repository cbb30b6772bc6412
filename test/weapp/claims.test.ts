import { callWire } from '../support/browser-api';
import type { OnSale } from '../support/on-sale';
import { endure, TROUBLES } from './faults.support';
import { asPerson, newOpenid, phoneOf, t, watchPhones, world } from './people.support';
import { memberPhone, sell, stockLeft } from './shop.support';
import type { Stage, Step } from './story.support';
import type { WxPhone } from '../support/wx/phone';

const words = t.shop.claim;
const STOCK = 10;

/** The one tap that claims; done when the page to pay for it is open. */
function claiming(on: OnSale): Step[] {
  return [
    {
      name: 'the offer is looked at',
      who: 'member',
      sends: [['GET', /\/flash-sales\/[^/]+$/]],
      act: async ({ member }) => {
        member.start(on.page);
      },
      done: ({ member }) => member.tappableSaying(words.grab) !== undefined,
    },
    {
      name: 'one tap claims',
      who: 'member',
      sends: [
        ['POST', /\/claims$/],
        ['GET', /\/ticket$/],
      ],
      act: async ({ member, taps }) => {
        member.press(await member.until(() => member.tappableSaying(words.grab), 'the button'), taps);
      },
      done: ({ member }) => member.route === 'packages/member/pay/index',
      again: ({ member }) => member.tappableSaying(words.again) ?? member.tappableSaying(words.grab),
    },
  ];
}

/** A stage with one phone on it. */
const stageOf = (member: WxPhone): Stage => ({ member, taps: 1 }) as unknown as Stage;

describe('claiming with something going wrong', () => {
  watchPhones();

  // a page that listens for news never rests without a network: that has a test of its own
  it.each(
    TROUBLES.filter(({ airplane }) => airplane !== true).map((trouble) => [trouble.name, trouble] as const),
  )('F3: holds one piece and leads on to its payment, while %s', async (_, trouble) => {
    const on = await sell({ stock: STOCK });
    const stage = stageOf(await memberPhone());
    for (const step of claiming(on)) await endure(stage, step, trouble);
    expect(await stockLeft(on)).toBe(STOCK - 1);
  });

  it('F3: holds one piece and leads on to its payment, after a tap in airplane mode', async () => {
    const on = await sell({ stock: STOCK });
    const phone = await memberPhone();
    phone.start(on.page);
    await phone.until(() => phone.tappableSaying(words.grab), 'the button');
    phone.become('offline');
    await phone.tap(words.grab);
    // whether the claim was sent or not even its ticket fetched: the way on is the same button
    await phone.until(() => phone.log.requests.some(({ path }) => /claims$|ticket$/.test(path)), 'a try');
    phone.become('online');
    await phone.tap(new RegExp(`^(?:${words.again}|${words.grab})$`));
    await phone.until(() => phone.route === 'packages/member/pay/index', 'the pay page');
    expect(await stockLeft(on)).toBe(STOCK - 1);
  });

  it('L5: a claim whose answer never came is found when the app starts again, not made again', async () => {
    const on = await sell({ stock: STOCK });
    const phone = await memberPhone();
    phone.start(on.page);
    await phone.until(() => phone.tappableSaying(words.grab), 'the button');
    phone.fault({ kind: 'after', method: 'POST', path: /\/claims$/, times: 9 });
    await phone.tap(words.grab);
    await phone.sees(words.again);
    phone.healed();
    phone.start(on.page);
    await phone.sees(words.pay);
    expect(await stockLeft(on)).toBe(STOCK - 1);
  });
});

describe('what a claim is told', () => {
  watchPhones();

  it('F3, F5: sold out with the tap: offers the waiting list, and shows the place on it', async () => {
    const on = await sell({ stock: 1 });
    const phone = await memberPhone();
    phone.start(on.page);
    await phone.until(() => phone.tappableSaying(words.grab), 'the button');
    const other = await memberPhone();
    other.start(on.page);
    await other.tap(words.grab);
    await other.until(() => other.route === 'packages/member/pay/index', 'the pay page');
    await phone.tap(words.grab);
    await phone.sees(words.soldOut.title);
    await phone.tap(words.soldOut.yes);
    await phone.sees(words.waitingFirst);
    expect(await stockLeft(on)).toBe(0);
  });

  it('F5: what comes back is kept for the first who waits, who claims it with a tap', async () => {
    const on = await sell({ stock: 1 });
    const openid = newOpenid();
    const holder = await memberPhone(openid);
    holder.start(on.page);
    await holder.tap(words.grab);
    await holder.until(() => holder.route === 'packages/member/pay/index', 'the pay page');
    const phone = await memberPhone();
    phone.start(on.page);
    await phone.tap(words.wait);
    await phone.sees(words.waitingFirst);
    const token = await asPerson(openid);
    const { body } = await callWire(world.url, 'GET /me/orders', { token });
    const { status } = await callWire(world.url, 'POST /me/orders/{id}/cancellations', {
      token,
      params: { id: body.items[0]!.id },
    });
    expect(status).toBe(201);
    await phone.sees(words.keptForYou);
    await phone.tap(words.grab);
    await phone.until(() => phone.route === 'packages/member/pay/index', 'the pay page');
  });

  it('F3: at the limit it says so, and leads to the orders', async () => {
    const on = await sell({ per_member: 1 });
    const openid = newOpenid();
    const phone = await memberPhone(openid);
    phone.start(on.page);
    await phone.until(() => phone.tappableSaying(words.grab), 'the button');
    // what was claimed on another phone has not reached this screen
    phone.fault({ kind: 'before', method: 'GET', path: /\/flash-sales\/[^/]+$/, times: 99 });
    const other = phoneOf(openid).start(on.page);
    await other.tap(words.grab);
    await other.until(() => other.route === 'packages/member/pay/index', 'the pay page');
    await phone.tap(words.grab);
    await phone.sees(words.limitReached.title);
    await phone.tap(words.limitReached.yes);
    await phone.sees(t.shop.orders.tabs.to_pay);
    expect(await stockLeft(on)).toBe(9);
  });
});

describe('the start of a sale', () => {
  watchPhones();

  it('F2, F9: the button opens when the server’s clock says so, whatever the phone’s does', async () => {
    const phone = await memberPhone();
    phone.clock_offset_ms = 3_600_000;
    const counts = (): boolean => phone.saying(/开抢$/).length > 0;
    let on: OnSale;
    let [lead_ms, opens] = [2_000, 0];
    do {
      // a busy machine may need longer than that to show the page
      lead_ms *= 2;
      opens = Date.now() + lead_ms;
      on = await sell({}, { starts_at: new Date(opens).toISOString() });
      phone.start(on.page);
      await phone.until(() => counts() || phone.tappableSaying(words.grab), 'the button');
    } while (Date.now() > opens - 1_000);
    expect(counts()).toBe(true);
    await phone.tap(words.grab);
    await phone.until(() => phone.route === 'packages/member/pay/index', 'the pay page');
    const early = phone.log.requests.filter(({ path, status }) => path.endsWith('/claims') && status === 409);
    expect(early.length).toBeLessThanOrEqual(1);
    expect(await stockLeft(on)).toBe(9);
  });
});

describe('the tab of the sales', () => {
  watchPhones();

  it('is there while there are sales, and shows them', async () => {
    await sell({ title: '肉桂卷' });
    const phone = await memberPhone();
    phone.start('/pages/home/index');
    await phone.tap(t.common.tabs.sales);
    await phone.sees(t.shop.sales.title);
    await phone.sees(t.shop.sales.state.on);
  });
});
