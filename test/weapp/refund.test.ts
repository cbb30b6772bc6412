import type { ResponseOf, Routes } from '../../shared/contract';
import { addDays, type Day } from '../../shared/kernel';
import { answering } from '../support/answers';
import { callWire } from '../support/browser-api';
import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import {
  asPerson,
  doorCode,
  hireClerk,
  holdingsOf,
  newOpenid,
  phoneOf,
  t,
  watchPhones,
  world,
} from './people.support';
import { digitsOn, GIFT, typeAmount, WELCOME_POINTS } from './story.support';

const BENCH = '/packages/staff/workbench/index';
const PURCHASES = '/packages/staff/purchases/index';
/** More than the app tries by itself. */
const ALL_TRIES = 8;
const words = t.staff.refund;

interface Counter {
  readonly staff: WxPhone;
  readonly clerk: string;
  /** The customer. */
  readonly openid: string;
}

/** A bill of ¥5 as it was a moment ago, when a campaign doubled the points. */
const DOUBLED: ResponseOf<Routes['GET /staff/scans/{id}/quote']> = {
  original_fen: 500,
  discount_fen: 0,
  paid_fen: 500,
  line_discounts_fen: [],
  earning: {
    total: 10,
    parts: [
      { kind: 'base', points: 5 },
      { kind: 'campaign', points: 5 },
    ],
    resting_until_at: null,
  },
  tier: null,
  coupon: null,
  obstacle: null,
};

/** A clerk who has just scanned the code of a member. */
async function scanned(): Promise<Counter> {
  const openid = newOpenid();
  const clerk = await hireClerk();
  const member = phoneOf(openid).start(`/pages/landing/index?scene=${await doorCode()}`, {
    scene: SCENES.qrCode,
  });
  await member.tap(t.member.landing.joinWithCoupon(GIFT));
  await member.sees(t.member.landing.joined);
  member.start('/pages/code/index');
  await member.until(() => digitsOn(member) !== '', 'a code');
  const staff = phoneOf(clerk);
  staff.answers['scanCode'] = () => ({ result: digitsOn(member), scanType: 'QR_CODE' });
  staff.start(BENCH);
  await staff.tap(t.staff.bench.scan);
  await staff.sees(t.staff.scan.pick);
  return { staff, clerk, openid };
}

/** A clerk who has just recorded a purchase of ¥50 for a member. */
async function counter(): Promise<Counter> {
  const stage = await scanned();
  const { staff } = stage;
  await typeAmount(staff, '50');
  await staff.tap(t.staff.scan.confirmRecord('50'));
  await staff.sees(t.staff.result.recorded);
  await staff.tap(t.staff.result.toBench);
  return stage;
}

/** From the record on the workbench to the sheet that asks why. */
async function chooseTwelve(staff: WxPhone): Promise<void> {
  const row = await staff.until(() => staff.one('records__acts'), 'the acts of the record');
  staff.press(staff.within(row, words.action)!);
  await staff.sees(words.whole('50'));
  await typeAmount(staff, '12');
  await staff.tap(words.next('12'));
  await staff.tap(words.reasons[0]!);
}

/** Today's records, by the API. */
async function recordsOf(clerk: string) {
  const token = await asPerson(clerk);
  const me = await callWire(world.url, 'GET /staff/me', { token });
  return callWire(world.url, 'GET /staff/records', { token, query: { store_id: me.body.stores[0]!.id } });
}

/** The member's changes of points, and what is refunded of the purchase, by the API. */
async function outcome({ clerk, openid }: Counter) {
  const { body } = await recordsOf(clerk);
  const { changes } = await holdingsOf(openid);
  return { changes, refunded_fen: body.totals.refunded_fen, kinds: body.items.map((one) => one.kind) };
}

const ONE_REFUND = {
  changes: [WELCOME_POINTS, 50, -12],
  refunded_fen: 1_200,
  kinds: ['refund', 'purchase'],
};

describe('a price that changes between showing and confirming', () => {
  watchPhones();

  it('C7a: is refused; the new one is shown, and confirmed with a second tap', async () => {
    const { staff, openid } = await scanned();
    staff.fault({ ...answering('GET /staff/scans/{id}/quote', DOUBLED), times: 1 });
    await typeAmount(staff, '5');
    await staff.reads('desk__points', '+10');
    await staff.tap(t.staff.scan.confirmRecord('5'));
    await staff.reads('desk__obstacle', '核对');
    await staff.reads('desk__quote', '+5');
    expect((await holdingsOf(openid)).changes).toEqual([WELCOME_POINTS]);
    await staff.tap(t.staff.scan.confirmRecord('5'));
    await staff.sees(t.staff.result.recorded);
    expect((await holdingsOf(openid)).changes).toEqual([WELCOME_POINTS, 5]);
  });
});

describe('giving money back at the counter', () => {
  watchPhones();

  it('P4: from the record: the quote says what comes back, and a double tap is one refund', async () => {
    const stage = await counter();
    const { staff } = stage;
    await chooseTwelve(staff);
    expect(staff.text).toContain(words.effect.points);
    const button = await staff.until(() => staff.tappableSaying(words.confirm('12')), 'the button');
    staff.press(button, 2);
    await staff.sees(words.done);
    await staff.sees(words.tookBack('12'));
    await staff.tap(t.staff.result.toBench);
    await staff.until(() => staff.route === BENCH.slice(1), 'the workbench');
    await staff.reads('records__totals', words.find.refunded('12').replace(' ', ''));
    expect(await outcome(stage)).toEqual(ONE_REFUND);
  });

  it('L5: an answer that is lost is asked for again on the spot: one refund', async () => {
    const stage = await counter();
    const { staff } = stage;
    await chooseTwelve(staff);
    staff.fault({ kind: 'after', method: 'POST', path: /\/refunds$/, times: ALL_TRIES });
    await staff.tap(words.confirm('12'));
    await staff.sees(t.staff.scan.unknownTitle);
    staff.healed();
    await staff.tap(t.staff.scan.unknownAction);
    await staff.sees(words.done);
    expect(await outcome(stage)).toEqual(ONE_REFUND);
  });

  it('L5: it survives the death of the app, and is asked for again from the workbench', async () => {
    const stage = await counter();
    const { staff } = stage;
    await chooseTwelve(staff);
    staff.fault({ kind: 'after', method: 'POST', path: /\/refunds$/, times: ALL_TRIES });
    await staff.tap(words.confirm('12'));
    await staff.sees(t.staff.scan.unknownTitle);
    staff.healed();
    staff.start(BENCH);
    await staff.sees(words.draft('12'));
    await staff.tap(t.staff.bench.openAction);
    await staff.sees(words.done);
    expect(await outcome(stage)).toEqual(ONE_REFUND);
  });

  it('C7: what was done on another day is found under its day', async () => {
    const { staff, clerk } = await counter();
    const { days, emptyDay } = t.staff.bench;
    await staff.until(() => staff.one('records__acts'), 'the record of today');
    const { body } = await recordsOf(clerk);
    await staff.tap(days.before);
    await staff.sees(emptyDay(days.before));
    await staff.tap(days.yesterday);
    await staff.sees(emptyDay(days.yesterday));
    const asked = staff.log.requests.filter(({ path }) => path.includes('/staff/records')).slice(-2);
    expect(asked.map(({ path }) => /day=([\d-]+)/.exec(path)?.[1])).toEqual([
      addDays(body.day as Day, -2),
      addDays(body.day as Day, -1),
    ]);
    await staff.tap(days.today);
    await staff.until(() => staff.one('records__acts'), 'the record of today again');
  });

  it('P4: more than was paid cannot be confirmed, and says how much is left', async () => {
    const { staff } = await counter();
    const row = await staff.until(() => staff.one('records__acts'), 'the acts of the record');
    staff.press(staff.within(row, words.action)!);
    await staff.sees(words.whole('50'));
    await typeAmount(staff, '50.01');
    await staff.sees(words.cannot);
    await staff.reads('desk__obstacle', '50');
    expect(staff.tappableSaying(words.cannot)).toBeUndefined();
  });

  it('P4: found among the purchases of the scanned member: all of it, and a second time there is nothing left', async () => {
    const stage = await counter();
    const { staff } = stage;
    const asked = staff.log.requests.find(({ path }) => path.includes('/quote'))!;
    const ofMember = `${PURCHASES}?scan=${/scn_\w+/.exec(asked.path)![0]}`;
    staff.start(ofMember);
    await staff.tapOn('purchases__row');
    await staff.tap(words.whole('50'));
    await staff.tap(words.next('50'));
    await staff.tap(words.reasons[1]!);
    await staff.tap(words.confirm('50'));
    await staff.sees(words.done);
    staff.start(ofMember);
    await staff.sees(words.find.all_refunded);
    expect(staff.all('purchases__row')).toHaveLength(1);
    await staff.tapOn('purchases__row');
    await staff.reads('refund__figures', words.purchase.left);
    await staff.until(() => staff.one('desk__obstacle'), 'why nothing can be given back');
    const { changes } = await holdingsOf(stage.openid);
    expect(changes).toEqual([WELCOME_POINTS, 50, -50]);
  });
});
