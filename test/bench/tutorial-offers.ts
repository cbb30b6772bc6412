import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { instant, MINUTE_MS, type Id } from '../../shared/kernel';
import { offers, type OfferRow, type SaleRow } from '../../server/flash-sales';
import { account, type HoldRow } from '../../server/ledger';
import { holds } from '../../server/ledger/ledger.entity';
import { orders, type OrderRow } from '../../server/orders';
import type { OfferClaimed } from '../../server/orders/claim.command';
import { orderBody, problem, type Answer, type Claim } from './rival-http';
import { Act, idemOf, storedId, type Posting } from './tutorial-books';

type Sale = Pick<SaleRow, 'hold_minutes' | 'kind'>;

/** What the key, the limit, the stock and the sale say beside the offer, or null where there is none. */
interface Found extends RowDataPacket {
  readonly answer: string | null;
  readonly taken: number | null;
  readonly hold_minutes: number;
  readonly sale_kind: Sale['kind'];
  readonly remaining: number;
}

/** One claim: the member's owner, then offer, sale and stock locked, key and limit looked up, then all that our engine writes. */
export async function claimOffer(connection: PoolConnection, claim: Claim): Promise<Answer> {
  const [offer_id, member_id] = [claim.of as Id<'offer'>, claim.member as Id<'member'>];
  const act = await Act.of(connection, claim);
  const [rows] = await connection.execute<Found[]>(
    `SELECT o.*, c.answer, q.debits_posted + q.debits_pending AS taken, f.hold_minutes, f.kind AS sale_kind,
       s.credits_posted - s.debits_posted - s.debits_pending AS remaining
     FROM offers o JOIN flash_sales f ON f.id = o.sale_id JOIN accounts s ON s.id = ?
       LEFT JOIN accounts q ON q.id = ? LEFT JOIN commands c ON c.idem = ? WHERE o.id = ? FOR UPDATE`,
    [
      ...[account.stockOffer(offer_id).id, account.quotaOffer(member_id, offer_id).id],
      ...[idemOf(claim), offer_id],
    ],
  );
  const found = rows[0];
  if (!found) return problem(404, 'not_found');
  if (found.answer !== null) return { ...answered(JSON.parse(found.answer) as OfferClaimed), replayed: true };
  const offer = offers.decode(found);
  if ((found.taken ?? 0) >= offer.per_member) return problem(409, 'limit_reached');
  if (found.remaining <= 0) return problem(409, 'sold_out');
  return answered(await hold(act, offer, found));
}

function answered({ order_id, ...rest }: OfferClaimed): Answer {
  return { status: 201, body: orderBody({ id: order_id, ...rest }) };
}

async function hold(act: Act, offer: OfferRow, found: Found): Promise<OfferClaimed> {
  const order = newOrder(act, offer, { hold_minutes: found.hold_minutes, kind: found.sale_kind });
  const { id, member_id, hold_until_at, price_fen, price_points } = order;
  const [quota, stock] = [account.quotaOffer(member_id, offer.id), account.stockOffer(offer.id)];
  const isFirst = found.taken === null;
  const granted = { code: 'quota.offer_granted', debit: account.quotaGranted, credit: quota } as const;
  const ofLimit = { code: 'quota.offer_held', debit: quota, credit: account.quotaUsed } as const;
  const ofPiece = { code: 'offer.held', debit: stock, credit: account.stockSold(offer.id) } as const;
  const held = [
    { ...ofLimit, amount: 1, hold: order.quota_hold_id },
    { ...ofPiece, amount: 1, hold: order.stock_hold_id },
  ];
  const postings = [...(isFirst ? [{ ...granted, amount: offer.per_member }] : []), ...held];
  await act.post(postings, isFirst ? [stock] : [stock, quota], id);
  await act.insert(
    holds,
    held.map((posting) => holdRow(act, posting, order)),
  );
  await act.insert(orders, [order]);
  const answer = { order_id: id, offer_id: offer.id, price_fen, price_points, hold_until_at };
  await act.answer('order.claim', { offer_id: offer.id, member_id }, answer);
  return answer;
}

function newOrder(act: Act, offer: OfferRow, sale: Sale): OrderRow {
  const { id: offer_id, sale_id, kind, title, list_price_fen, price_fen, price_points, pieces } = offer;
  return {
    ...{ id: act.newId('order'), member_id: act.member, sale_id, offer_id, sale_kind: sale.kind },
    ...{ kind, title, list_price_fen, price_fen, price_points, pieces, state: 'held' },
    ...{ pieces_handed: 0, pieces_refunded: 0, way: null, coupon_id: null, coupon_fen: 0 },
    ...{ pay_fen: 0, pay_points: 0, pickup_store_id: null, payment_id: null, number: null },
    ...{ paid_at: null, pickup_until_at: null, extended: false, closed_at: null },
    ...{ stock_hold_id: act.newId('transfer'), quota_hold_id: act.newId('transfer') },
    ...{ held_at: act.at, hold_until_at: instant(act.at + sale.hold_minutes * MINUTE_MS) },
  };
}

function holdRow(
  { subject }: Act,
  { code, debit, credit, amount, hold: id }: Posting & Required<Pick<Posting, 'hold'>>,
  { id: reference, hold_until_at: deadline_at }: OrderRow,
): HoldRow {
  return {
    ...{ id, debit_account: storedId(debit), credit_account: storedId(credit), asset: debit.asset },
    ...{ amount, state: 'open', posted_amount: 0, subject, code, reference },
    ...{ debit_owner: debit.owner, credit_owner: credit.owner },
    ...{ deadline_at, on_deadline: 'void', resolved_at: null },
  };
}
