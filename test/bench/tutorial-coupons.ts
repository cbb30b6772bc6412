import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import type { Id } from '../../shared/kernel';
import { numberFrom, validityWindow } from '../../shared/rules';
import { couponHolders, coupons, couponTemplates, type TemplateRow } from '../../server/coupons';
import { calendarOf, holderId } from '../../server/coupons/coupons.rules';
import type { CouponClaimed } from '../../server/coupons/coupons.commands';
import { account, outbox } from '../../server/ledger';
import { couponBody, problem, type Answer, type Claim } from './rival-http';
import { Act, idemOf, random, type Posting } from './tutorial-books';

/** What the key, the limit and the stock say beside the template, or null where there is none. */
interface Found extends RowDataPacket {
  readonly answer: string | null;
  readonly held: number | null;
  readonly held_day: string | null;
  readonly held_on_day: number | null;
  readonly remaining: number;
}

/** One claim: the member's owner, then template and stock locked, key and holder looked up, then all that our engine writes. */
export async function claimCoupon(connection: PoolConnection, claim: Claim): Promise<Answer> {
  const [template_id, member_id] = [claim.of as Id<'template'>, claim.member as Id<'member'>];
  const act = await Act.of(connection, claim);
  const [rows] = await connection.execute<Found[]>(
    `SELECT t.*, c.answer, h.claimed AS held, h.day AS held_day, h.claimed_on_day AS held_on_day,
       s.credits_posted - s.debits_posted - s.debits_pending AS remaining
     FROM coupon_templates t JOIN accounts s ON s.id = ? LEFT JOIN coupon_holders h ON h.id = ?
       LEFT JOIN commands c ON c.idem = ? WHERE t.id = ? FOR UPDATE`,
    [account.stock(template_id).id, holderId(template_id, member_id), idemOf(claim), template_id],
  );
  const found = rows[0];
  if (!found) return problem(404, 'not_found');
  if (found.answer !== null)
    return { ...answered(JSON.parse(found.answer) as CouponClaimed), replayed: true };
  if (found.remaining <= 0) return problem(409, 'sold_out');
  const template = couponTemplates.decode(found);
  const { per_member, ...others } = template.limits;
  if (per_member === null || Object.values(others).some((limit) => limit !== null))
    throw new Error('the tutorial knows a limit per member and no other');
  if ((found.held ?? 0) >= per_member) return problem(409, 'limit_reached');
  return answered(await issue(connection, act, template, per_member, found));
}

function answered({ coupon_id, ...rest }: CouponClaimed): Answer {
  return { status: 201, body: couponBody({ id: coupon_id, ...rest }) };
}

async function issue(
  connection: PoolConnection,
  act: Act,
  template: TemplateRow,
  limit: number,
  found: Found,
): Promise<CouponClaimed> {
  const { member: member_id, at, day } = act;
  const { id: template_id, title, value, scope, times, merchant_id } = template;
  const window = validityWindow(template.validity, at, calendarOf(act.timezone));
  const id = act.newId('coupon');
  const quota = account.quotaMember(member_id, template_id);
  const stock = account.stock(template_id);
  const isFirst = found.held === null;
  const granted = { code: 'quota.member_granted', debit: account.quotaGranted, credit: quota } as const;
  const postings: Posting[] = [
    ...(isFirst ? [{ ...granted, amount: limit }] : []),
    { code: 'quota.member_used', debit: quota, credit: account.quotaUsed, amount: 1 },
    { code: 'coupon.claimed', debit: stock, credit: account.stockIssued(template_id), amount: 1 },
  ];
  await act.post(postings, isFirst ? [stock] : [stock, quota], id);
  await act.insert(coupons, [
    {
      ...{ id, template_id, merchant_id, member_id, number: numberFrom(random.digits(9)), state: 'issued' },
      ...{ snapshot: { title, value, scope, times, merchant_id }, ...window, own_end_at: null },
      ...{ claimed_at: at, day, source: 'claim', source_id: null, locked_by: null },
      ...{ redeemed_at: null, sorted_at: window.valid_to_at, redeemed_store_id: null },
      ...{ redeemed_staff_id: null, redeemed_by: null },
    },
  ]);
  const claimed = (found.held ?? 0) + 1;
  const claimed_on_day = (found.held_day === day ? (found.held_on_day ?? 0) : 0) + 1;
  await act.insert(
    couponHolders,
    [{ id: holderId(template_id, member_id), template_id, member_id, claimed, day, claimed_on_day }],
    'ON DUPLICATE KEY UPDATE claimed = VALUES(claimed), day = VALUES(day), claimed_on_day = VALUES(claimed_on_day)',
  );
  const issued = (template.issued_day === day ? template.issued_on_day : 0) + 1;
  await connection.execute('UPDATE coupon_templates SET issued_day = ?, issued_on_day = ? WHERE id = ?', [
    ...[day, issued],
    template_id,
  ]);
  await act.insert(outbox, [
    {
      ...{ id: act.newId('event'), owner_key: act.subject, owner_version: act.version },
      ...{ ordinal: act.ordinal(), type: 'coupon.issued', data: { coupon_id: id, template_id }, at },
    },
  ]);
  const answer = { coupon_id: id, template_id, ...window };
  await act.answer('coupon.claim', { template_id, member_id }, answer);
  return answer;
}
