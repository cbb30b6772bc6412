import type { Earning } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import {
  mergeRefs,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type Decision,
  type RowWrite,
} from '../ledger';
import { members, type MemberRow } from '../members';
import { merchants, pointRuleOf } from '../merchants';
import { campaignsAround, programDay, type PointCampaignRow, type PointPolicy } from '../points';
import {
  collectPurchase,
  collectRefs,
  purchaseByReceiptCode,
  purchases,
  type PurchaseRow,
} from '../purchases';
import { staff, type StaffRow } from '../staff';
import { stores } from '../stores';
import { standingUnderLock, tierTermsOf } from '../tiers';

export interface CollectInput {
  readonly member_id: Id<'member'>;
  readonly code_hash: string;
}

export interface Collected {
  readonly purchase_id: Id<'purchase'>;
  readonly store_id: Id<'store'>;
  readonly paid_fen: number;
  readonly earning: Earning;
  readonly balance_after: number;
}

interface Seen {
  readonly purchase_id: Id<'purchase'>;
  readonly timezone: string;
  readonly campaigns: readonly PointCampaignRow[];
}

/**
 * Collects the points of a purchase that was recorded without a member, once, within 24 hours; never by whoever
 * recorded it, also when they have left since. P1 applies as it is now, to what has not come back since.
 * @rule S3 @rule P1 @rule C6 @rule M3
 */
export function collect(policy: PointPolicy): Command<CollectInput, Seen, Collected> {
  return {
    kind: 'counter.collect',
    async prepare(input, { read, now }) {
      const purchase = await purchaseByReceiptCode(read, input.code_hash);
      if (!purchase) return { code: 'receipt_unknown' };
      const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [purchase.store_id]);
      if (!raw) return { code: 'receipt_unknown' };
      const { timezone } = stores.decode(raw);
      const { store_id, merchant_id } = purchase;
      return {
        ...mergeRefs(collectRefs(purchase, input.member_id, now, policy.timezone), {
          rows: [rowsBy(merchants, 'id', [merchant_id]), rowsBy(staff, 'id', [purchase.staff_id])],
        }),
        subject: owner.member(input.member_id),
        place: { merchant_id, store_id, timezone },
        seen: {
          purchase_id: purchase.id,
          timezone,
          campaigns: await campaignsAround(read, merchant_id, now),
        },
      };
    },
    decide: (context) => decide(policy, context),
  };
}

function decide(policy: PointPolicy, context: DecideContext<CollectInput, Seen>): Decision<Collected> {
  const { input, seen, loaded, at } = context;
  const purchase = loaded.get(purchases, seen.purchase_id);
  const member = loaded.get(members, input.member_id);
  if (!purchase || !member || purchase.state !== 'recorded') return { refuse: 'receipt_unknown' };
  if (purchase.member_id !== null) return { refuse: 'receipt_collected' };
  if (purchase.receipt_expires_at === null || at >= purchase.receipt_expires_at)
    return { refuse: 'receipt_expired' };
  const merchant = loaded.get(merchants, purchase.merchant_id);
  if (!merchant) return { refuse: 'receipt_unknown' };
  if (purchase.staff_person_id === member.person_id) return { refuse: 'own_subject' };
  const { id, store_id, paid_fen } = purchase;
  const { parts, earning, balance_after } = collectPurchase(context, {
    purchase,
    member,
    terms: {
      rule: pointRuleOf(merchant),
      campaigns: seen.campaigns,
      store: { id: store_id, timezone: seen.timezone },
      tier: tierTermsOf(standingUnderLock(loaded, member, programDay(policy, at))),
      policy,
    },
  });
  return {
    accept: { purchase_id: id, store_id, paid_fen, earning, balance_after },
    ...parts,
    writes: [...parts.writes, ...cameBy(member, purchase, loaded.get(staff, purchase.staff_id))],
  };
}

/** Whoever joined to collect a receipt came by the till that printed it, if nothing else is known of how they came. @rule M3 */
function cameBy(
  { id, joined_at, first_channel_id, first_store_id }: MemberRow,
  { at, store_id }: PurchaseRow,
  assistant: StaffRow | undefined,
): RowWrite[] {
  if (first_channel_id !== null || first_store_id !== null || joined_at < at) return [];
  const set = {
    first_store_id: store_id,
    first_staff_id: assistant?.state === 'active' ? assistant.id : null,
  };
  const unknown = { first_channel_id: null, first_store_id: null };
  return [update(members, id, set, unknown)];
}
