import { deriveCode } from '../../../shared/rules';
import { instant, type Id } from '../../../shared/kernel';
import { pick } from '../acts-member';
import { must, type Person } from '../books';
import { opOf, type Op } from '../op';
import type { Act } from '../story';
import type { Bought } from './books';
import type { ReferralTown } from './town';

/** Below, at and above what the first program asks for. */
const BILLS = [1_999, 2_000, 3_550, 5_000] as const;
/** Both coupons are worth nothing below this. */
const COUPON_BILLS = [2_500, 3_550, 5_000] as const;

/** Mostly a friend of somebody, who has not bought anything yet. */
function buyer({ members, referral }: ReferralTown, act: Act): Person {
  const friends = members.filter((one) => referral.opened.some(({ person }) => person === one));
  const eager = friends.filter((one) => referral.bought.every(({ person }) => person !== one));
  const [likely, possible] = act.how % 3 === 0 ? [friends, members] : [eager, friends];
  return pick(likely, act.what) ?? pick(possible, act.what) ?? pick(members, act.what)!;
}

/** A coupon that can be used; claims one where there is none. */
async function couponOf(town: ReferralTown, { token }: Person): Promise<Id<'coupon'> | null> {
  const wallet = await town.look('GET /me/coupons', { token, query: { state: 'usable', limit: 20 } });
  const own = wallet?.items[0]?.id;
  if (own !== undefined) return own;
  const params = { id: town.books.templates[0]!.id };
  const claimed = await town.look('POST /coupon-templates/{id}/claims', { token, params });
  return claimed?.coupon.id ?? null;
}

/** Somebody buys at a counter, with or without a coupon. */
export async function buy(town: ReferralTown, act: Act): Promise<Op | null> {
  const person = buyer(town, act);
  const staff = pick(town.books.staff.slice(0, 3), act.who)!;
  if (!person.member || staff.person === person) return null;
  const store = pick(town.books.stores.filter((one) => staff.stores.includes(one)).slice(0, 1), 0)!;
  const { secret, card_no: number } = person.member;
  const code = deriveCode({ secret, kind: 'member', number, at: instant(town.now) });
  const coupon = act.how % 2 === 0 ? await couponOf(town, person) : null;
  const { token } = staff.person;
  const scanned = await town.look('POST /staff/scans', { token, body: { code, store_id: store.id } });
  if (!scanned) return null;
  const amount = pick(coupon === null ? BILLS : COUPON_BILLS, act.how)!;
  const body = {
    ...{ scan_id: scanned.scan_id, store_id: store.id, amount_fen: amount },
    ...(coupon === null ? {} : { coupon_ids: [coupon] }),
  };
  return opOf(
    {
      key: town.nextKey(),
      words: `${person.name} pays ${staff.name} ${amount}${coupon === null ? '' : ' with a coupon'}`,
      route: 'POST /staff/purchases',
      as: staff.person,
      options: { body },
      essence: (answer) => [answer.purchase_id, answer.redemption_ids],
      // what was a reward may be taken back meanwhile
      refusals: () => [
        ...['scan_used', 'scan_expired', 'coupon_redeemed', 'coupon_expired', 'coupon_revoked'],
        ...['coupon_wrong_store', 'coupon_not_usable', 'coupon_below_threshold', 'not_found'],
      ],
      accept: ({ purchase_id: id, paid_fen, redemption_ids: [redemption = null] }) => {
        must((redemption !== null) === (coupon !== null), `${id} used ${redemption ?? 'no coupon'}`);
        const bought = { id, person, paid_fen, redemption, refunded_fen: 0, undone: false };
        town.referral.add(town.referral.bought, bought);
      },
    },
    { body: { ...body, amount_fen: 777 } },
  );
}

const some = ({ referral }: ReferralTown, act: Act, isOf: (one: Bought) => boolean): Bought | undefined =>
  pick(referral.bought.filter(isOf).slice(act.how % 2 === 0 ? 0 : -5), act.what);

/** A manager gives money back, or more than there is. */
export function refund(town: ReferralTown, act: Act): Op | null {
  const bought = some(town, act, ({ paid_fen, refunded_fen }) => refunded_fen < paid_fen);
  if (!bought) return null;
  const manager = town.books.staff[2]!;
  const left = bought.paid_fen - bought.refunded_fen;
  const amount = [left, left, 1, Math.ceil(left / 2), left + 1][act.how % 5]!;
  const params = { id: bought.id };
  return opOf(
    {
      key: town.nextKey(),
      words: `${manager.name} gives ${bought.person.name} ${amount} of ${left} fen back`,
      route: 'POST /staff/purchases/{id}/refunds',
      as: manager.person,
      options: { params, body: { amount_fen: amount, reason: '顾客退货' } },
      essence: ({ refund_id }) => refund_id,
      refusals: () => [
        bought.person === manager.person && 'own_subject',
        ...['purchase_undone', 'refund_too_much', 'refund_not_allowed', 'wrong_store'],
      ],
      accept: ({ refund_fen }) => {
        must(refund_fen === amount, `${refund_fen} fen went back, not ${amount}`);
        bought.refunded_fen += amount;
        must(bought.refunded_fen <= bought.paid_fen, `${bought.refunded_fen} fen of ${bought.id} went back`);
      },
    },
    { params, body: { amount_fen: amount + 1, reason: '顾客退货' } },
  );
}

/** A manager undoes a coupon and its purchase. */
export function undo(town: ReferralTown, act: Act): Op | null {
  const bought = some(town, act, ({ redemption, undone }) => redemption !== null && !undone);
  if (!bought?.redemption) return null;
  const manager = town.books.staff[2]!;
  return opOf({
    key: town.nextKey(),
    words: `${manager.name} undoes the coupon of ${bought.person.name}`,
    route: 'POST /staff/redemptions/{id}/undo',
    as: manager.person,
    options: { params: { id: bought.redemption }, body: { reason: '顾客改单' } },
    essence: ({ coupon_id }) => coupon_id,
    refusals: () => ['already_undone', 'purchase_refunded', 'not_found', 'undo_not_allowed', 'undo_too_late'],
    accept: () => {
      must(!bought.undone && bought.refunded_fen === 0, `${bought.id} was undone twice, or after a refund`);
      bought.undone = true;
    },
  });
}
