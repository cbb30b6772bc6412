import type { MemberEvent, PointsLine } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { EVENTS_KEPT_MS } from '../../server/ledger';
import { STREAM_START, writeCursor } from '../../server/members/members.rules';
import { leftOf, must, type Coupon, type Person, type Staff, type Store } from './books';
import { balanceOf } from './points';
import { dayOf, type World } from './world';

const PAGE = 100;

/** Compares all that the server shows with the books. Nothing may be unknown. Throws Broken. */
export async function inspect(world: World): Promise<void> {
  for (const person of world.books.people) if (person.member) await inspectMember(world, person);
  await inspectConsole(world);
  for (const staff of world.books.staff)
    if (staff.role === 'manager') for (const store of staff.stores) await inspectRecords(world, staff, store);
  const drift = await world.server.audit();
  must(drift.length === 0, `the books of the server do not balance: ${JSON.stringify(drift)}`);
}

async function inspectMember(world: World, person: Person): Promise<void> {
  const { token, name } = person;
  const balance = balanceOf(person, world.today);
  const me = await world.ok('GET /me', { token });
  same(`points of ${name}`, me.points, balance);
  const { all: names } = person.nicknames;
  must(
    names.includes(me.nickname),
    `${name} is called ${me.nickname ?? 'nothing'}, not ${names.join(' or ')}`,
  );
  const points = await world.ok('GET /me/points', { token });
  same(`balance of ${name}`, [points.balance, points.debt, points.pending], [balance, 0, 0]);
  const lots = [...person.lots].filter(([lot, left]) => left > 0 && lot >= world.today).sort();
  const shown = points.expiries.map((lot) => [lot.on ?? 'never', lot.points]).sort();
  same(`expiries of ${name}`, shown, lots);
  await inspectStatement(world, person);
  const usable = await inspectWallet(world, person);
  same(`usable coupons of ${name}`, me.coupons_usable, usable);
  await inspectEvents(world, person);
}

/** @rule P10 one line for each act, and all together what there ever was */
async function inspectStatement(world: World, person: Person): Promise<void> {
  const lines: PointsLine[] = [];
  for (let after: string | null = ''; after !== null;) {
    const query: Record<string, string | number> = after === '' ? { limit: 7 } : { limit: 7, after };
    const page: { items: PointsLine[]; next: string | null } = await world.ok('GET /me/points/transfers', {
      token: person.token,
      query,
    });
    lines.push(...page.items);
    after = page.next;
  }
  same(`different lines of ${person.name}`, new Set(lines.map(({ id }) => id)).size, lines.length);
  const moved = (all: readonly number[]): number[] => [...all].sort((one, other) => one - other);
  const acts = lines.filter(({ reason }) => reason !== 'expire');
  same(`statement of ${person.name}`, moved(acts.map((line) => line.points)), moved(person.lines));
  // what has expired is swept sooner or later
  const dead = [...person.lots].filter(([lot, left]) => left > 0 && lot < world.today);
  const swept = lines.filter(({ reason }) => reason === 'expire').map((line) => -line.points);
  const unswept = dead.map(([, left]) => left);
  for (const points of swept) {
    const place = unswept.indexOf(points);
    must(place >= 0, `${points} points of ${person.name} were swept, of ${JSON.stringify(dead)}`);
    unswept.splice(place, 1);
  }
  const times = lines.map(({ at }) => at);
  same(`order of the statement of ${person.name}`, times, [...times].sort().reverse());
}

async function inspectWallet(world: World, person: Person): Promise<number> {
  const { now } = world;
  const isOver = ({ valid_to_at: end }: Coupon): boolean => now >= end;
  const expected = {
    usable: person.coupons.filter((one) => one.redeemed === 0 && !isOver(one)),
    used: person.coupons.filter((one) => one.redeemed > 0),
    expired: person.coupons.filter((one) => one.redeemed === 0 && isOver(one)),
  };
  for (const state of ['usable', 'used', 'expired'] as const) {
    const { items } = await world.ok('GET /me/coupons', {
      token: person.token,
      query: { state, limit: PAGE },
    });
    const ids = (cards: readonly { readonly id: Id<'coupon'> }[]): string[] =>
      cards.map(({ id }) => id).sort();
    same(`${state} coupons of ${person.name}`, ids(items), ids(expected[state]));
  }
  return expected.usable.length;
}

/** Events of which the time is made, not somebody's act. */
const OF_TIME: readonly string[] = ['points.expiring', 'points.expired'];

/** What must have been heard of before. */
const BEFORE: Readonly<Record<string, string>> = {
  'coupon.redemption_undone': 'coupon.redeemed',
  'purchase.undone': 'purchase.recorded',
  'purchase.refunded': 'purchase.recorded',
};

/** Each once, in an order in which they can have happened, and none between two pages. */
async function inspectEvents(world: World, person: Person): Promise<void> {
  const events: MemberEvent[] = [];
  let after = writeCursor(STREAM_START);
  for (;;) {
    const page = await world.ok('GET /me/events', { token: person.token, query: { after, wait_ms: 0 } });
    if (page.items.length === 0) break;
    events.push(...page.items);
    after = page.next;
  }
  // what nobody has done but time is told too, some time
  const names = events.filter(({ type }) => !OF_TIME.includes(type)).map(nameOf);
  if (world.now - world.begunAt < EVENTS_KEPT_MS) {
    same(`events of ${person.name}`, [...names].sort(), [...person.events].sort());
    same(`first event of ${person.name}`, names[0], 'member.joined');
  } else {
    // old ones are forgotten, some time
    for (const name of new Set(names)) {
      const [found, told] = [names, person.events].map((all) => all.filter((one) => one === name).length);
      must(found! <= told!, `${person.name} heard ${found} times of ${name}, which was done ${told} times`);
    }
  }
  const times = events.map(({ at }) => at);
  same(`order of the events of ${person.name}`, times, [...times].sort());
  for (const name of names) {
    const [type = '', id = ''] = name.split(' ');
    const before = BEFORE[type];
    if (before === undefined) continue;
    const isLater = names.indexOf(`${before} ${id}`) < names.indexOf(name);
    must(isLater, `${person.name} heard of ${name} before it was done`);
  }
}

function nameOf({ type, data }: MemberEvent): string {
  const about = { purchase: 'purchase_id', coupon: 'redemption_id' }[type.split('.')[0]!];
  const id = type === 'coupon.issued' ? data['coupon_id'] : about === undefined ? undefined : data[about];
  return id === undefined ? type : `${type} ${String(id)}`;
}

async function inspectConsole(world: World): Promise<void> {
  const { books } = world;
  const { token } = world.operator;
  const redeemed = books.people.flatMap(({ coupons }) => coupons).filter((coupon) => coupon.redeemed > 0);
  const templates = await world.ok('GET /console/coupon-templates', { token, query: { limit: PAGE } });
  for (const template of books.templates) {
    const { id, title, printed, issued, version } = template;
    const shown = templates.items.find((one) => one.id === id);
    const used = redeemed.filter((coupon) => coupon.template === template).length;
    same(
      `counts of ${title}`,
      [shown?.stock_total, shown?.stock_left, shown?.issued, shown?.redeemed, shown?.version],
      [printed, leftOf(template), issued, used, version],
    );
  }
  const channels = await world.ok('GET /console/channels', { token, query: { limit: PAGE } });
  for (const { id, name, visits, joins, budget, given } of books.channels) {
    const shown = channels.items.find((one) => one.id === id);
    const left = budget === null ? null : budget - given;
    same(`counts of ${name}`, [shown?.visits, shown?.joins, shown?.gift_left], [visits, joins, left]);
  }
}

async function inspectRecords(world: World, staff: Staff, store: Store): Promise<void> {
  const { books, today } = world;
  const query = { store_id: store.id, limit: PAGE };
  const { items, totals } = await world.ok('GET /staff/records', { token: staff.person.token, query });
  const redeemed = books.redemptions.filter((one) => one.store === store && dayOf(one.at) === today);
  const withoutCoupon = books.purchases.filter(
    (one) =>
      one.store === store && one.day === today && books.redemptions.every(({ purchase }) => purchase !== one),
  );
  const refunded = books.refunds.filter(({ purchase, day }) => purchase.store === store && day === today);
  const expected = [
    ...redeemed.map(({ id, undone }) => `${id}${undone > 0 ? ' undone' : ''}`),
    ...withoutCoupon.map(({ id }) => id),
    ...refunded.map(({ id }) => id),
  ];
  const shown = items.map(({ id, undone }) => `${id}${undone ? ' undone' : ''}`);
  same(`records of ${store.name}`, shown.sort(), expected.sort());
  const standing = redeemed.filter(({ undone }) => undone === 0);
  same(`redemptions at ${store.name}`, totals.redemptions, standing.length);
  const paid = [...withoutCoupon, ...standing.flatMap(({ purchase }) => purchase ?? [])];
  const sums = [
    paid.reduce((sum, { paid_fen: fen }) => sum + fen, 0),
    refunded.reduce((sum, { fen }) => sum + fen, 0),
    paid.reduce((sum, { points }) => sum + points, 0) - refunded.reduce((sum, { points }) => sum + points, 0),
  ];
  same(`money and points of ${store.name}`, [totals.paid_fen, totals.refunded_fen, totals.points], sums);
}

function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  must(one === other, `${what}: the server says ${one}, the answers add up to ${other}`);
}
