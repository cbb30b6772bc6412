import type { Routes, ResponseOf } from '../../../shared/contract';
import { refundOfPieces } from '../../../shared/rules';
import { pick } from '../acts-member';
import { must, type Person } from '../books';
import { opOf, type Op } from '../op';
import type { Act } from '../story';
import type { Claimed } from './books';
import type { SaleTown } from './town';

/** Orders looked at for one that can be paid. */
const LOOKS = 4;

type Quote = ResponseOf<Routes['GET /me/orders/{id}/quote']>;

/** Mostly one of the last ones. */
function someOrder({ sales }: SaleTown, act: Act): Claimed | undefined {
  return pick(act.how % 5 === 0 ? sales.claimed : sales.claimed.slice(-6), act.what);
}

export function claim(town: SaleTown, act: Act): Op {
  const person = pick(town.books.people, act.who)!;
  const offer = pick(town.sales.offers, act.what)!;
  const other = pick(town.sales.offers, act.what + 1)!;
  const ticket = offer.isMall ? undefined : town.ticketOf(person, offer);
  const headers: Record<string, string> = ticket === undefined ? {} : { 'liuke-ticket': ticket };
  return opOf(
    {
      key: town.nextKey(),
      words: `${person.name} claims ${offer.title}`,
      route: 'POST /offers/{id}/claims',
      as: person,
      options: { params: { id: offer.id }, headers },
      refusals: () => ['not_found', 'barred', 'limit_reached', 'sold_out', 'claim_in_flight'],
      accept: ({ order }) => {
        must(order.offer_id === offer.id, `a claim of ${offer.title} gave a piece of another offer`);
        town.sales.add(town.sales.claimed, { id: order.id, offer, person, cancelled: false });
      },
    },
    { params: { id: other.id }, headers },
  );
}

export function cancel(town: SaleTown, act: Act): Op | null {
  const order = someOrder(town, act);
  if (!order) return null;
  return opOf({
    key: town.nextKey(),
    words: `${order.person.name} gives up ${order.offer.title}`,
    route: 'POST /me/orders/{id}/cancellations',
    as: order.person,
    options: { params: { id: order.id } },
    refusals: () => ['order_closed', 'order_paid', 'payment_unavailable'],
    accept: () => {
      must(!order.cancelled, `${order.id} was given up twice`);
      order.cancelled = true;
    },
  });
}

export function wait(town: SaleTown, act: Act): Op {
  const person = pick(town.books.people, act.who)!;
  const offer = pick(town.sales.offers, act.what)!;
  return opOf({
    key: town.nextKey(),
    words: `${person.name} waits for ${offer.title}`,
    route: 'POST /offers/{id}/waits',
    as: person,
    options: { params: { id: offer.id } },
    essence: ({ id }) => id,
    refusals: () => ['not_found', 'barred', 'limit_reached', 'still_available', 'already_waiting'],
    accept: ({ id }) => {
      town.sales.add(town.sales.waits, { id, person, offer, left: false });
    },
  });
}

export function leave(town: SaleTown, act: Act): Op | null {
  const waiting = pick(town.sales.waits.slice(-5), act.what);
  if (!waiting) return null;
  return opOf({
    key: town.nextKey(),
    words: `${waiting.person.name} waits no longer for ${waiting.offer.title}`,
    route: 'POST /me/waits/{id}/cancellations',
    as: waiting.person,
    options: { params: { id: waiting.id } },
    refusals: () => ['wait_closed'],
    accept: () => {
      must(!waiting.left, `${waiting.id} was left twice`);
      waiting.left = true;
    },
  });
}

/** An order that is to be paid, if there is one among a few. */
async function toPay(
  town: SaleTown,
  act: Act,
): Promise<{ readonly order?: Claimed | undefined; readonly plain?: Quote }> {
  for (let n = 0; n < LOOKS; n += 1) {
    const order = someOrder(town, { ...act, what: act.what + n });
    if (!order) return {};
    const options = { token: order.person.token, params: { id: order.id } };
    const plain = await town.look('GET /me/orders/{id}/quote', options);
    if (plain) return { order, plain };
  }
  return {};
}

/** Pays, or chooses another way, store or coupon: what was shown is what is asked for, mostly. */
export async function pay(town: SaleTown, act: Act): Promise<Op | null> {
  const { order, plain } = await toPay(town, act);
  if (!order || !plain) return null;
  const { person } = order;
  const params = { id: order.id };
  const coupon = act.how % 3 === 0 ? plain.coupons.find(({ obstacle }) => obstacle === null) : undefined;
  const query = coupon ? { coupon_id: coupon.id } : {};
  const quote = coupon
    ? await town.look('GET /me/orders/{id}/quote', { token: person.token, params, query })
    : plain;
  if (!quote) return null;
  const way = wayOf(quote, act);
  const body = {
    way,
    ...query,
    ...(order.offer.isItem ? { pickup_store_id: town.storeFor(act).id } : {}),
    expected: { pay_fen: quote.pay_fen + (act.how % 23 === 0 ? 1 : 0), pay_points: quote.pay_points },
  };
  return opOf(
    {
      key: town.nextKey(),
      words: `${person.name} pays ${quote.pay_fen} fen and ${quote.pay_points} points for ${order.offer.title} (${way}${coupon ? ', coupon' : ''})`,
      route: 'POST /me/orders/{id}/payments',
      as: person,
      options: { params, body },
      // what the payment sheet needs is signed anew each time
      essence: (answer) => answer.order.id,
      refusals: () => PAY_REFUSALS,
      accept: (answer) => {
        must(answer.order.id === order.id, `paying ${order.id} paid ${answer.order.id}`);
      },
    },
    { params, body: { ...body, expected: { pay_fen: 77_777, pay_points: 0 } } },
  );
}

const PAY_REFUSALS = [
  ...['order_closed', 'order_paid', 'way_not_offered', 'pickup_store_wrong', 'quote_changed', 'not_found'],
  ...['points_insufficient', 'coupon_locked', 'coupon_redeemed', 'coupon_expired', 'coupon_not_usable'],
  ...['coupon_wrong_store', 'coupon_below_threshold', 'limit_reached', 'sold_out'],
  ...['payment_unavailable', 'payment_refused'],
];

function wayOf(quote: Quote, act: Act): Quote['ways'][number] {
  if (act.how % 29 === 0) return 'none';
  return pick(quote.ways, act.how % 4 === 0 ? act.who : 0) ?? 'wechat';
}

/** The payer does something with a payment sheet; the server hears of it later, if at all. */
export function sheet(town: SaleTown, act: Act): Op | null {
  const { bank } = town.server;
  const numbers = bank?.opened ?? [];
  const payable = numbers.filter((each) => bank?.isPayable(each));
  const number = pick(act.how % 6 === 0 ? numbers : payable, act.what);
  if (!bank || number === undefined) return null;
  const action = (['pay', 'pay', 'pay', 'pay_late', 'pay_twice'] as const)[act.how % 5]!;
  return town.outside(`somebody does ${action} with the sheet of …${number.slice(-6)}`, async () => {
    return (await bank.pays(number, action)) ? 'done' : 'cannot';
  });
}

/** WeChat Pay sends what is due. */
export function notices(town: SaleTown, act: Act): Op | null {
  const { bank, processes } = town.server;
  if (!bank) return null;
  return town.outside(
    'WeChat Pay sends its notices',
    async () => `${await bank.deliver(act.how % processes)}`,
  );
}

/** A member asks for money back. */
export async function refund(town: SaleTown, act: Act): Promise<Op | null> {
  const order = someOrder(town, act);
  if (!order) return null;
  const { person } = order;
  const params = { id: order.id };
  const shown = await town.look('GET /me/orders/{id}', { token: person.token, params });
  if (!shown || shown.refundable_pieces === 0) return null;
  const pieces = 1 + (act.how % shown.refundable_pieces);
  const expected = refundOfPieces(shown, pieces);
  const body = { pieces, expected };
  return opOf({
    key: town.nextKey(),
    words: `${person.name} wants money back for ${pieces} of ${order.offer.title}`,
    route: 'POST /me/orders/{id}/refunds',
    as: person,
    options: { params, body },
    essence: ({ refund_id }) => refund_id,
    refusals: () => [
      ...['order_closed', 'order_not_paid', 'order_not_refundable', 'pieces_left', 'quote_changed'],
      ...['refund_at_counter'],
    ],
    accept: ({ refund_id: id, fen }) => {
      must(fen === expected.fen, `${fen} fen go back, ${expected.fen} were shown`);
      town.sales.add(town.sales.refunds, { id, order: order.id, fen });
    },
  });
}

export function changeStock(town: SaleTown, act: Act): Op {
  const offer = pick(town.sales.offers, act.what)!;
  const delta = [-2, -1, 1, 2][act.how % 4]!;
  const params = { id: offer.id };
  return opOf({
    key: town.nextKey(),
    words: `the operator changes the stock of ${offer.title} by ${delta}`,
    route: 'POST /console/offers/{id}/stock-changes',
    as: town.operator,
    options: { params, body: { delta, reason: '盘点' } },
    refusals: () => ['stock_below_claimed'],
    accept: () => {
      offer.stock += delta;
    },
  });
}

/** Pauses an offer, or lets it go on. */
export function pause(town: SaleTown, act: Act): Op {
  const paused = town.sales.offers.filter((each) => each.state === 'paused');
  const offer = pick(paused, act.what) ?? pick(town.sales.offers, act.what)!;
  const { version } = offer;
  const state = offer.state === 'paused' || act.how % 3 === 0 ? ('active' as const) : ('paused' as const);
  return opOf({
    key: town.nextKey(),
    words: `the operator sets ${offer.title} to ${state}`,
    route: 'PATCH /console/offers/{id}',
    as: town.operator,
    options: { params: { id: offer.id }, body: { version, state } },
    essence: (answer) => [answer.version, answer.state],
    refusals: () => ['version_conflict'],
    accept: (answer) => {
      must(answer.version === version + 1, `version ${answer.version} came after ${version}`);
      offer.version = Math.max(offer.version, answer.version);
      offer.state = answer.state;
    },
  });
}

/** Who comes to pick something up, or to pay at the counter. */
export function comer(town: SaleTown, act: Act): { order: Claimed; person: Person } | null {
  const order = someOrder(town, act);
  return order ? { order, person: order.person } : null;
}
