import { instant, MINUTE_MS } from '../../shared/kernel';
import { decodeBase64Url, deriveCode } from '../../shared/rules';
import { callWire } from '../support/browser-api';
import type { WxPhone } from '../support/wx/phone';
import { loginCode } from '../support/wx/server';
import { asPerson, hireClerk, newOpenid, phoneOf, t, watchPhones, world } from './people.support';
import { memberPhone, sell } from './shop.support';

const BENCH = '/packages/staff/workbench/index';
/** More than the app tries by itself. */
const ALL_TRIES = 8;
const words = t.staff.pickup;

interface Stage {
  readonly staff: WxPhone;
  readonly clerk: string;
  /** The member's session, and their order of two pieces for ¥9.90, to be paid at the clerk's store. */
  readonly openid: string;
  readonly token: string;
  readonly order: `ord_${string}`;
}

async function done<Body>(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  return body;
}

const codeOf = async ({ token, order }: Pick<Stage, 'token' | 'order'>): Promise<string> =>
  (await done(callWire(world.url, 'GET /me/orders/{id}/code', { token, params: { id: order } }))).code;

/** The code of the minute after this one, which is good already: this one's may be used up. */
async function nextCodeOf(stage: Stage): Promise<string> {
  const body = { js_code: await loginCode(world.sandbox, stage.openid) };
  const { code_secret: secret, now } = await done(callWire(world.url, 'POST /auth/wechat', { body }));
  const { number } = await orderOf(stage);
  const at = instant(Date.parse(now) + MINUTE_MS);
  return deriveCode({ secret: decodeBase64Url(secret!), kind: 'pickup', number: number!, at });
}

const orderOf = ({ token, order }: Stage) =>
  done(callWire(world.url, 'GET /me/orders/{id}', { token, params: { id: order } }));

/** An order to be paid at the counter, and a clerk on the workbench of that store whose camera sees its code. */
async function counter(): Promise<Stage> {
  const clerk = await hireClerk();
  const openid = newOpenid();
  await memberPhone(openid);
  const token = await asPerson(openid);
  const { offer } = await sell({}, { kind: 'mall' });
  const claimed = await done(
    callWire(world.url, 'POST /offers/{id}/claims', { token, params: { id: offer } }),
  );
  const order = claimed.order.id;
  const me = await done(callWire(world.url, 'GET /staff/me', { token: await asPerson(clerk) }));
  const body = {
    way: 'counter',
    pickup_store_id: me.stores[0]!.id,
    expected: { pay_fen: 990, pay_points: 0 },
  } as const;
  await done(callWire(world.url, 'POST /me/orders/{id}/payments', { token, params: { id: order }, body }));
  const staff = phoneOf(clerk);
  staff.answers['scanCode'] = async () => ({ result: await codeOf({ token, order }), scanType: 'QR_CODE' });
  staff.start(BENCH);
  await staff.sees(t.staff.bench.emptyTitle);
  return { staff, clerk, openid, token, order };
}

/** The same with its code scanned and its money taken, by a finger that comes down twice. */
async function collected(): Promise<Stage> {
  const stage = await counter();
  const { staff } = stage;
  await staff.tap(t.staff.bench.scan);
  await staff.reads('pickup__due', '9.90');
  const button = await staff.until(() => staff.tappableSaying(words.collect('9.90')), 'the button');
  staff.press(button, 2);
  await staff.sees(words.collected);
  return stage;
}

describe('an order at the counter', () => {
  watchPhones();

  it('F6: F7: its money is taken, then its pieces are handed over, with one scan', async () => {
    const stage = await collected();
    const { staff } = stage;
    expect(await orderOf(stage)).toMatchObject({ state: 'paid', way: 'counter' });
    await staff.sees(words.handOver(2));
    staff.press(await staff.until(() => staff.one('stepper__step'), 'one piece less'));
    const button = await staff.until(() => staff.tappableSaying(words.handOver(1)), 'the button');
    staff.press(button, 2);
    await staff.sees(words.result.handed);
    await staff.sees(words.result.left(1));
    expect(await orderOf(stage)).toMatchObject({ state: 'paid', pieces_handed: 1 });
  });

  it('C7: the record of it can be undone, and says why', async () => {
    const stage = await collected();
    const { staff } = stage;
    await staff.tap(words.handOver(2));
    await staff.sees(words.result.allTaken);
    await staff.tap(t.staff.result.toBench);
    await staff.tap(t.staff.bench.undo);
    await staff.sees(words.undo.effect);
    await staff.tap(words.undo.reasons[1]!);
    await staff.tap(t.staff.undo.action);
    await staff.reads('records__row--undone', words.undo.reasons[1]!);
    expect(await orderOf(stage)).toMatchObject({ state: 'paid', pieces_handed: 0 });
  });

  it('L5: an answer that is lost is asked for again on the spot: one handover', async () => {
    const stage = await collected();
    const { staff } = stage;
    staff.fault({ kind: 'after', method: 'POST', path: /\/staff\/pickups$/, times: ALL_TRIES });
    await staff.tap(words.handOver(2));
    await staff.sees(t.staff.scan.unknownTitle);
    staff.healed();
    await staff.tap(t.staff.scan.unknownAction);
    await staff.sees(words.result.allTaken);
    expect(await orderOf(stage)).toMatchObject({ state: 'picked_up', pieces_handed: 2 });
  });

  it('F7: what somebody else handed over meanwhile is said so that it can be read aloud', async () => {
    const stage = await collected();
    const other = phoneOf(await hireClerk());
    const code = await nextCodeOf(stage);
    other.answers['scanCode'] = () => ({ result: code, scanType: 'QR_CODE' });
    other.start(BENCH);
    await other.tap(t.staff.bench.scan);
    await other.tap(words.handOver(2));
    await other.sees(words.result.allTaken);
    await stage.staff.tap(words.handOver(2));
    await stage.staff.reads('desk__obstacle', '已经全部取走');
    await stage.staff.sees(t.staff.scan.again);
  });

  it('F8: a piece is given back by whoever took its money, after saying why', async () => {
    const stage = await collected();
    const { staff } = stage;
    await staff.tap(words.handOver(2));
    await staff.sees(words.result.allTaken);
    const code = await nextCodeOf(stage);
    staff.answers['scanCode'] = () => ({ result: code, scanType: 'QR_CODE' });
    await staff.tap(t.staff.result.next);
    await staff.reads('desk__obstacle', '已经全部取走');
    await staff.tap(words.refund);
    staff.press(await staff.until(() => staff.one('stepper__step'), 'one piece less'));
    await staff.tap(words.refunding.reasons[0]!);
    await staff.tap(words.refunding.confirm('4.95'));
    await staff.sees(words.result.refunded);
    await staff.sees(words.result.atCounter);
    expect(await orderOf(stage)).toMatchObject({ state: 'picked_up', pieces_refunded: 1 });
  });
});
