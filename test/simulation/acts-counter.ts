import type { BodyInputOf, Earning, Routes } from '../../shared/contract';
import { HOUR_MS, MINUTE_MS, type Id } from '../../shared/kernel';
import { pick } from './acts-member';
import {
  count,
  must,
  type Coupon,
  type Person,
  type Purchase,
  type Staff,
  type Store,
  type Ticket,
} from './books';
import { opOf, type Op } from './op';
import { checkEarning, checkParts, lotOf, move, rulesOf } from './points';
import type { Act } from './story';
import type { World } from './world';

const WINDOW_MS = 10 * MINUTE_MS;
const BILLS = [1_999, 2_000, 3_550, 5_000, 12_345] as const;

/** Whether it is, or may have been at some time of the wave. */
export function isRedeemed({ books }: World, coupon: Coupon): boolean {
  return coupon.redeemed > 0 || coupon.wave === books.wave;
}

/** A bill and what belongs to it. */
interface Deal {
  readonly staff: Staff;
  readonly store: Store;
  readonly ticket: Ticket | null;
  readonly coupon: Coupon | null;
  readonly amount: number | null;
  readonly receipt_no: string | null;
}

function dealOf(world: World, act: Act, ticket: Ticket | null): Deal {
  const staff = ticket && act.how % 29 !== 3 ? ticket.staff : pick(world.books.staff, act.who)!;
  const own = ticket?.person.coupons ?? [];
  const good = act.how % 6 === 0 ? own : own.filter((coupon) => isGoodAt(world, coupon, ticket?.store));
  return {
    staff,
    store: ticket?.store ?? pick(staff.stores, act.what)!,
    ticket,
    coupon: ticket?.coupon ?? pick(good, act.what >> 2) ?? null,
    amount: BILLS[act.how % BILLS.length]!,
    receipt_no: act.what % 3 === 0 ? `R-${act.what % 7}` : null,
  };
}

function isGoodAt({ now }: World, coupon: Coupon, store: Store | undefined): boolean {
  return coupon.redeemed === 0 && coupon.valid_to_at > now && coupon.template.merchant === store?.merchant;
}

/** Mostly one that has not been used, and with `forCoupon` one that leads to a coupon. */
function ticketFor(world: World, act: Act, forCoupon: boolean): Ticket | undefined {
  const { tickets } = world.books;
  const open = tickets.filter(({ uses, expires_at }) => uses === 0 && expires_at > world.now);
  const useful = open.filter(({ person, coupon, store }) =>
    (coupon ? [coupon] : person.coupons).some((one) => isGoodAt(world, one, store)),
  );
  if (act.how % 8 === 0) return pick(tickets, act.what);
  return pick(forCoupon && act.how % 7 > 0 ? useful : open, act.what);
}

/** Null when nobody has been scanned. */
export function redeem(world: World, act: Act): Op | null {
  const ticket = ticketFor(world, act, true);
  if (!ticket) return null;
  const whole = dealOf(world, act, ticket);
  const deal: Deal = act.how % 9 === 1 ? { ...whole, amount: null, receipt_no: null } : whole;
  const { staff, coupon, amount } = deal;
  const bill = amount === null ? {} : { bill: { amount_fen: amount, ...receiptNo(deal) } };
  const picked = coupon && !ticket.coupon ? { coupon_ids: [coupon.id] } : {};
  const body = (more: object): BodyInputOf<Routes['POST /staff/redemptions']> => ({
    ...{ scan_id: ticket.id, ...bill, ...picked },
    ...more,
  });
  const bought = coupon?.template.title ?? 'nothing';
  return opOf(
    {
      key: world.nextKey(),
      words: `${staff.name} redeems ${bought} of ${ticket.person.name} for ${amount ?? 'no'} fen`,
      route: 'POST /staff/redemptions',
      as: staff.person,
      options: { body: body({}) },
      refusals: () => [coupon === null && 'not_found', ...dealRefusals(world, deal)],
      accept: (answer, isFresh) => {
        must(
          coupon !== null && answer.coupon_id === coupon.id,
          `another coupon was redeemed: ${answer.coupon_id}`,
        );
        const at = Date.parse(answer.undo_until_at) - (staff.role === 'manager' ? 48 * HOUR_MS : WINDOW_MS);
        const purchase =
          answer.purchase_id === null
            ? null
            : bookPurchase(world, deal, answer.purchase_id, answer, isFresh, null);
        bookRedemption(world, deal, coupon, answer.redemption_id, at, purchase);
      },
    },
    { body: body({ bill: { amount_fen: 777 } }) },
  );
}

export function recordPurchase(world: World, act: Act): Op {
  const ticket = act.how % 3 === 0 ? null : (ticketFor(world, act, false) ?? null);
  const whole = dealOf(world, act, ticket);
  const deal: Deal = ticket && (ticket.coupon || act.how % 4 === 0) ? whole : { ...whole, coupon: null };
  const { staff, store, coupon } = deal;
  const amount = whole.amount!;
  const body = {
    store_id: store.id,
    amount_fen: amount,
    ...(ticket ? { scan_id: ticket.id } : {}),
    ...(coupon && !ticket?.coupon ? { coupon_ids: [coupon.id] } : {}),
    ...receiptNo(deal),
  };
  const whose = ticket ? ticket.person.name : 'somebody';
  const using = coupon ? ` with ${coupon.template.title}` : '';
  return opOf(
    {
      key: world.nextKey(),
      words: `${staff.name} records ${amount} fen of ${whose}${using} at ${store.name}`,
      route: 'POST /staff/purchases',
      as: staff.person,
      options: { body },
      refusals: () => [!staff.stores.includes(store) && 'wrong_store', ...dealRefusals(world, deal)],
      accept: (answer, isFresh) => {
        const { purchase_id, redemption_ids, receipt } = answer;
        must((receipt === null) === (ticket !== null), 'a receipt is for somebody unknown');
        const paid = bookPurchase(world, deal, purchase_id, answer, isFresh, receipt);
        must(redemption_ids.length === (coupon ? 1 : 0), `${redemption_ids.length} redemptions`);
        const [redemption] = redemption_ids;
        if (coupon && redemption) bookRedemption(world, deal, coupon, redemption, world.now, paid);
      },
    },
    { body: { ...body, amount_fen: 777 } },
  );
}

function receiptNo({ receipt_no: no }: Deal): { receipt_no?: string } {
  return no === null ? {} : { receipt_no: no };
}

function dealRefusals(
  world: World,
  { staff, store, ticket, coupon, amount, receipt_no }: Deal,
): (string | false)[] {
  const value = coupon?.template.value;
  const receipt = receipt_no === null ? undefined : store.receipts.get(receipt_no);
  return [
    ticket !== null && ticket.staff !== staff && 'not_found',
    ticket !== null && !staff.stores.includes(store) && 'wrong_store',
    ticket !== null && ticket.uses > 0 && 'scan_used',
    ticket !== null && world.now >= ticket.expires_at && 'scan_expired',
    ticket?.person === staff.person && 'own_subject',
    coupon !== null && isRedeemed(world, coupon) && 'coupon_redeemed',
    coupon !== null && world.now >= coupon.valid_to_at && 'coupon_expired',
    coupon !== null && coupon.template.merchant !== store.merchant && 'coupon_wrong_store',
    amount === null && value?.kind !== 'exchange' && 'coupon_not_usable',
    value !== undefined && amount !== null && thresholdOf(value) > amount && 'coupon_below_threshold',
    receipt !== undefined && (receipt.uses > 0 || receipt.wave === world.books.wave) && 'receipt_no_used',
  ];
}

type Value = Coupon['template']['value'];

function thresholdOf(value: Value): number {
  return value.kind === 'exchange' ? 0 : value.threshold_fen;
}

function discountOf(value: Value, amount: number): number {
  if (value.kind === 'exchange') return 0;
  if (value.kind === 'amount_off') return Math.min(amount, value.amount_fen);
  return Math.min(Math.floor((amount * value.percent_off_bp) / 10_000), value.cap_fen ?? amount);
}

interface Settled {
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly earning: Earning;
}

function bookPurchase(
  { books, furnishing, today, now }: World,
  deal: Deal,
  id: Id<'purchase'>,
  answer: Settled,
  isFresh: boolean,
  receipt: { readonly code: string; readonly expires_at: string } | null,
): Purchase {
  const { ticket, store, staff, coupon, amount, receipt_no } = deal;
  const { original_fen, discount_fen, paid_fen, earning } = answer;
  const discount = coupon && amount !== null ? discountOf(coupon.template.value, amount) : 0;
  must(original_fen === amount && discount_fen === discount, `${discount_fen} fen off ${original_fen} fen`);
  must(paid_fen === original_fen - discount_fen, `${paid_fen} fen paid of ${original_fen}`);
  checkParts(earning);
  // shown to somebody unknown is what they would earn; only who collects does
  const points = ticket ? earning.total : 0;
  if (isFresh && ticket) books.judge(() => checkEarning(earning, paid_fen, store.merchant));
  const done: Purchase = {
    ...{ id, store, staff, paid_fen, receipt_no, points, day: today, member: ticket?.person ?? null },
    receipt: receipt && { code: receipt.code, expires_at: Date.parse(receipt.expires_at) },
    lot: lotOf(furnishing.point_expiry, today),
    collected: 0,
    rules: isFresh && ticket ? rulesOf(earning, store.merchant) : [],
    refunded_fen: 0,
    points_back: 0,
  };
  must(receipt === null || done.receipt!.expires_at <= now + 24 * HOUR_MS, 'a receipt is good for a day');
  books.purchases.push(done);
  if (receipt_no !== null) touchReceipt(store, receipt_no, 1, books.wave);
  if (!ticket) return done;
  ticket.person.events.push(`purchase.recorded ${id}`);
  count(ticket.person.earnedOn, `${store.merchant.id} ${today}`, points);
  move(ticket.person, done.lot, points);
  if (!coupon) ticket.uses += 1;
  return done;
}

function touchReceipt(store: Store, no: string, by: 1 | -1, wave: number): void {
  store.receipts.set(no, { uses: (store.receipts.get(no)?.uses ?? 0) + by, wave });
}

function bookRedemption(
  { books }: World,
  { ticket, staff, store }: Deal,
  coupon: Coupon,
  id: Id<'redemption'>,
  at: number,
  done: Purchase | null,
): void {
  must(
    books.redemptions.every((one) => one.id !== id),
    `${id} was answered twice`,
  );
  if (ticket) ticket.uses += 1;
  coupon.redeemed += 1;
  coupon.wave = books.wave;
  coupon.owner.events.push(`coupon.redeemed ${id}`);
  books.redemptions.push({ id, coupon, staff, store, at, purchase: done, undone: 0 });
}

export function undo(world: World, act: Act): Op | null {
  const { books } = world;
  const recent = books.redemptions.slice(-6);
  const redemption = pick(act.how % 5 === 0 ? books.redemptions : recent, act.what);
  if (!redemption) return null;
  const { coupon, store, at, purchase: bought } = redemption;
  const staff = act.how % 3 === 0 ? pick(books.staff, act.who)! : redemption.staff;
  const isManager = staff.role === 'manager';
  const isOwner = coupon.owner === staff.person;
  return opOf(
    {
      key: world.nextKey(),
      words: `${staff.name} undoes ${coupon.template.title} of ${coupon.owner.name}`,
      route: 'POST /staff/redemptions/{id}/undo',
      as: staff.person,
      options: { params: { id: redemption.id }, body: { reason: '点错了' } },
      refusals: () => [
        redemption.undone > 0 && 'already_undone',
        bought !== null && bought.refunded_fen > 0 && 'purchase_refunded',
        !staff.stores.includes(store) && 'not_found',
        ((!isManager && staff !== redemption.staff) || isOwner) && 'undo_not_allowed',
        world.now >= at + (isManager ? 48 * HOUR_MS : WINDOW_MS) && 'undo_too_late',
      ],
      accept: (answer) => {
        must(answer.coupon_id === coupon.id, `${answer.coupon_id} was undone for ${coupon.id}`);
        must(answer.points_owed === 0, `${coupon.owner.name} owes ${answer.points_owed} points`);
        const points = bought?.points ?? 0;
        must(
          answer.points_taken_back === points,
          `${answer.points_taken_back} points taken back of ${points}`,
        );
        redemption.undone += 1;
        coupon.redeemed -= 1;
        coupon.wave = books.wave;
        coupon.valid_to_at = Date.parse(answer.coupon_valid_to_at);
        coupon.owner.events.push(`coupon.redemption_undone ${redemption.id}`);
        if (bought) takeBack(world, coupon.owner, bought);
      },
    },
    { params: { id: redemption.id }, body: { reason: '另一个原因' } },
  );
}

function takeBack({ books }: World, person: Person, bought: Purchase): void {
  const { id, store, points, day, lot, receipt_no } = bought;
  person.events.push(`purchase.undone ${id}`);
  count(person.earnedOn, `${store.merchant.id} ${day}`, -points);
  if (receipt_no !== null) touchReceipt(store, receipt_no, -1, books.wave);
  move(person, lot, -points);
}
