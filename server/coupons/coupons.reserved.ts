import { dayIn, type Id, type Instant } from '../../shared/kernel';
import { account, available, mergeRefs, owner, rowsBy, type Parts, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import {
  couponHolders,
  coupons,
  couponTemplates,
  type CouponRow,
  type CouponSource,
  type TemplateRow,
} from './coupons.entity';
import { newCoupon } from './coupons.issue';
import { countIssued } from './coupons.quotas';
import { claimCountsOf, holderId } from './coupons.rules';
import { bornParts, type CouponsContext } from './coupons.states';
import { stockLeftOf } from './templates.counts';
import { loadTemplates } from './templates.queries';

/** Whether coupons of a template can be promised: it is not paused, and its validity counts from the day of issue. */
function isPromisable({ state, validity }: Pick<TemplateRow, 'state' | 'validity'>): boolean {
  return state === 'active' && validity.kind === 'relative';
}

/** How many more coupons of each template can be promised now. @rule R5 */
export async function promisableOf(
  read: Reader,
  ids: readonly Id<'template'>[],
): Promise<ReadonlyMap<Id<'template'>, number>> {
  const [templates, stock] = await Promise.all([loadTemplates(read, ids), stockLeftOf(read, ids)]);
  return new Map(templates.map((row) => [row.id, isPromisable(row) ? (stock.get(row.id) ?? 0) : 0]));
}

/** What must be locked and loaded to keep a coupon of a template. */
export function reserveRefs(templateId: Id<'template'>): Partial<Refs<unknown>> {
  return {
    owners: [owner.template(templateId)],
    accounts: [account.stock(templateId)],
    rows: [rowsBy(couponTemplates, 'id', [templateId])],
  };
}

export interface ReserveCoupon {
  readonly template_id: Id<'template'>;
  /** What it is kept for: a reward. */
  readonly reference: string;
  /** Far after the last day on which it can be issued: whoever keeps it also releases it. */
  readonly deadline_at: Instant;
  /** How many of the same template this command has kept before: this one does not see them. */
  readonly kept?: number;
}

/**
 * Keeps one piece of a template's stock: nobody else can claim it, and no operator withdraw it.
 * @rule C4 @rule R5
 * @returns null when there is none left, or none is to be promised any more
 */
export function reserveCoupon(
  ctx: Pick<CouponsContext, 'loaded' | 'newId'>,
  { template_id, reference, deadline_at, kept = 0 }: ReserveCoupon,
): { readonly parts: Parts; readonly hold_id: Id<'transfer'> } | null {
  const stock = account.stock(template_id);
  const template = ctx.loaded.get(couponTemplates, template_id);
  if (!template || !isPromisable(template)) return null;
  if (available(ctx.loaded.account(stock)) - kept < 1) return null;
  const id = ctx.newId('transfer');
  const hold = {
    kind: 'pending',
    id,
    code: 'coupon.reserved',
    debit: stock,
    credit: account.stockIssued(template_id),
    amount: 1,
    reference,
    deadline_at,
    on_deadline: 'void',
  } as const;
  return { parts: { transfers: [hold], writes: [], events: [] }, hold_id: id };
}

/** What must be locked and loaded to release what is kept. */
export function reservedRefs(templateId: Id<'template'>, holdId: Id<'transfer'>): Partial<Refs<unknown>> {
  return { owners: [owner.template(templateId)], accounts: [account.stock(templateId)], holds: [holdId] };
}

/** Gives a kept piece back to the stock. Needs `reservedRefs`; the hold is open. @rule C4 @rule R6 */
export function releaseReserved(holdId: Id<'transfer'>): Parts {
  return { transfers: [{ kind: 'void', hold: holdId }], writes: [], events: [] };
}

export interface IssueReserved {
  readonly template_id: Id<'template'>;
  readonly member_id: Id<'member'>;
  /** As `reserveCoupon` answered; open. */
  readonly hold_id: Id<'transfer'>;
  readonly source: CouponSource;
  /** What it was kept for. */
  readonly source_id: string;
  /** As `couponNumbers` drew them. */
  readonly numbers: readonly string[];
  /** The program's zone: its calendar decides about days and validity. */
  readonly timezone: string;
}

/** What must be locked and loaded to issue what is kept. */
export function issueReservedRefs(
  issue: Pick<IssueReserved, 'template_id' | 'member_id' | 'hold_id' | 'numbers'>,
): Partial<Refs<unknown>> {
  const { template_id: template, member_id: member, hold_id, numbers } = issue;
  return mergeRefs(reservedRefs(template, hold_id), {
    owners: [owner.member(member)],
    rows: [
      rowsBy(couponTemplates, 'id', [template]),
      rowsBy(couponHolders, 'id', [holderId(template, member)]),
      rowsBy(coupons, 'number', numbers),
    ],
  });
}

/**
 * Issues the coupon that was kept for a member, by posting its hold. It was promised: neither a limit of the template
 * nor its claim window, a pause or its stock stand against it. It counts among what the member got and what was issued
 * that day, so that a limit also knows of it. Needs `issueReservedRefs`.
 * @rule C4 @rule C5 @rule C5a @rule R6
 * @returns `stale` when every number that was drawn is taken: prepare again
 */
export function issueReserved(
  ctx: CouponsContext,
  issue: IssueReserved,
): { readonly parts: Parts; readonly coupon: CouponRow } | 'stale' {
  const { loaded, at } = ctx;
  const { template_id, member_id, hold_id } = issue;
  const template = loaded.get(couponTemplates, template_id);
  if (!template) throw new Error(`template ${template_id} of a kept coupon was not loaded`);
  const number = issue.numbers.find((candidate) => loaded.find(coupons, 'number', candidate).length === 0);
  if (number === undefined) return 'stale';
  const coupon = newCoupon(ctx, issue, template, number);
  const born = bornParts(coupon, { kind: 'post', hold: hold_id });
  const today = dayIn(at, issue.timezone);
  const holder = loaded.get(couponHolders, holderId(template_id, member_id));
  // neither phone nor purchases matter: nothing is refused here
  const counts = claimCountsOf({ template, holder, phone_used: null, purchases_count: 0, today });
  const tally = { member_id, today, holder, phone_quota: null, counts };
  return { coupon, parts: { ...born, writes: [...born.writes, ...countIssued(template, tally)] } };
}
