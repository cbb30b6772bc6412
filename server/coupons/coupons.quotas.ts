import type { Day, Id } from '../../shared/kernel';
import type { ClaimCounts } from '../../shared/rules';
import {
  account,
  insert,
  update,
  type AccountSpec,
  type Loaded,
  type PostingCode,
  type RowWrite,
  type TransferSpec,
} from '../ledger';
import { couponHolders, couponTemplates, type HolderRow, type TemplateRow } from './coupons.entity';
import { holderId } from './coupons.rules';

/** What was given so far, and to whom the next coupon goes. */
export interface Tally {
  readonly member_id: Id<'member'>;
  /** The program's day. */
  readonly today: Day;
  readonly holder: HolderRow | undefined;
  /** Account of the phone number's quota; null when the member has no phone number. */
  readonly phone_quota: AccountSpec | null;
  readonly counts: ClaimCounts;
}

/** What a limit is granted and used by. */
const CODES = {
  day: { granted: 'quota.day_granted', used: 'quota.day_used' },
  member: { granted: 'quota.member_granted', used: 'quota.member_used' },
  memberDay: { granted: 'quota.member_day_granted', used: 'quota.member_day_used' },
  phone: { granted: 'quota.phone_granted', used: 'quota.phone_used' },
} as const satisfies Record<string, Record<'granted' | 'used', PostingCode>>;

/**
 * Counts one more coupon against every limit that is set. An account is opened, or raised, to the limit as it is
 * now, and brought in step with what was given while no limit was set.
 * @rule C4
 */
export function postQuotas(
  loaded: Loaded,
  { id, limits }: TemplateRow,
  { member_id: member, today, phone_quota: phone, counts }: Tally,
  reference: string,
): TransferSpec[] {
  const transfers: TransferSpec[] = [];
  const count = (of: keyof typeof CODES, spec: AccountSpec, limit: number, before: number): void => {
    const { granted, used } = CODES[of];
    const row = loaded.account(spec);
    const grant = limit - row.credits_posted;
    const take = before + 1 - row.debits_posted;
    if (grant > 0) transfers.push(single(granted, account.quotaGranted, spec, grant, reference));
    if (take > 0) transfers.push(single(used, spec, account.quotaUsed, take, reference));
  };
  const { per_day, per_member, per_member_day, per_phone } = limits;
  if (per_day !== null) count('day', account.quotaDay(id, today), per_day, counts.issued_today);
  if (per_member !== null) count('member', account.quotaMember(member, id), per_member, counts.by_member);
  if (per_member_day !== null)
    count('memberDay', account.quotaMemberDay(member, id, today), per_member_day, counts.by_member_today);
  if (per_phone !== null && phone !== null) count('phone', phone, per_phone, counts.by_phone);
  return transfers;
}

/** The counts after one more coupon. @rule C4 */
export function countIssued(template: TemplateRow, tally: Tally): RowWrite[] {
  const { member_id: member, today, holder, counts } = tally;
  const next = {
    claimed: counts.by_member + 1,
    day: today,
    claimed_on_day: counts.by_member_today + 1,
  };
  const id = holderId(template.id, member);
  return [
    holder
      ? update(couponHolders, id, next, { claimed: holder.claimed })
      : insert(couponHolders, { id, template_id: template.id, member_id: member, ...next }),
    update(couponTemplates, template.id, { issued_day: today, issued_on_day: counts.issued_today + 1 }, {}),
  ];
}

function single(
  code: PostingCode,
  debit: AccountSpec,
  credit: AccountSpec,
  amount: number,
  reference: string,
): TransferSpec {
  return { kind: 'single', code, debit, credit, amount, reference };
}
