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

/**
 * Counts one more coupon against every limit that is set. An account is opened, or raised, to the limit as it is
 * now, and brought in step with what was given while no limit was set.
 * @rule C4
 */
export function postQuotas(
  loaded: Loaded,
  template: TemplateRow,
  { member_id: member, today, phone_quota: phone, counts }: Tally,
  reference: string,
): TransferSpec[] {
  const { id, limits } = template;
  const quotas: [PostingCode, PostingCode, AccountSpec | null, number | null, number][] = [
    ['quota.day_granted', 'quota.day_used', account.quotaDay(id, today), limits.per_day, counts.issued_today],
    [
      'quota.member_granted',
      'quota.member_used',
      account.quotaMember(member, id),
      limits.per_member,
      counts.by_member,
    ],
    [
      'quota.member_day_granted',
      'quota.member_day_used',
      account.quotaMemberDay(member, id, today),
      limits.per_member_day,
      counts.by_member_today,
    ],
    ['quota.phone_granted', 'quota.phone_used', phone, limits.per_phone, counts.by_phone],
  ];
  return quotas.flatMap(([granted, used, spec, limit, before]) => {
    if (spec === null || limit === null) return [];
    const row = loaded.account(spec);
    const grant = Math.max(0, limit - row.credits_posted);
    const take = before + 1 - row.debits_posted;
    return [
      ...post(granted, account.quotaGranted, spec, grant, reference),
      ...post(used, spec, account.quotaUsed, take, reference),
    ];
  });
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

function post(
  code: PostingCode,
  debit: AccountSpec,
  credit: AccountSpec,
  amount: number,
  reference: string,
): TransferSpec[] {
  return amount > 0 ? [{ kind: 'single', code, debit, credit, amount, reference }] : [];
}
