import type { AccountKind } from './chart';

/** One posting of a business act: from which kind of account to which. */
export interface Posting {
  readonly debit: AccountKind;
  readonly credit: AccountKind;
  /** A hold is opened instead of moving at once (L3). */
  readonly pending?: true;
}

/**
 * One recipe per posting code: what may move where, and what it means. The engine refuses any transfer that is
 * not in this table, `docs/ledger.md` is written from it, and the tests walk through it.
 */
export const RECIPES = {
  'stock.printed': {
    debit: 'stock.printed',
    credit: 'stock.available',
    says: 'An operator puts coupons of a template on sale.',
  },
  'stock.withdrawn': {
    debit: 'stock.available',
    credit: 'stock.printed',
    says: 'An operator takes unclaimed coupons back.',
  },
  'offer.printed': {
    debit: 'stock.printed',
    credit: 'stock.offer',
    says: 'An operator puts pieces of an offer on sale.',
  },
  'offer.withdrawn': {
    debit: 'stock.offer',
    credit: 'stock.printed',
    says: 'An operator takes unclaimed pieces back.',
  },
  'offer.held': {
    debit: 'stock.offer',
    credit: 'stock.sold',
    pending: true,
    says: 'A claim holds a piece of an offer until it is paid.',
  },
  'offer.wait_held': {
    debit: 'stock.offer',
    credit: 'stock.sold',
    pending: true,
    says: 'A piece that came back is kept for the first of the waiting list.',
  },
  'offer.sold': {
    debit: 'stock.offer',
    credit: 'stock.sold',
    says: 'Money that came after the hold was over takes a piece that is still there.',
  },
  'offer.returned': {
    debit: 'stock.sold',
    credit: 'stock.offer',
    says: 'A refunded order gives its piece back to a sale that is still on.',
  },
  'coupon.claimed': { debit: 'stock.available', credit: 'stock.issued', says: 'A member gets a coupon.' },
  'coupon.reserved': {
    debit: 'stock.available',
    credit: 'stock.issued',
    pending: true,
    says: 'A coupon is kept for a reward that is promised; it is posted when the coupon is issued.',
  },
  'coupon.redeemed': {
    debit: 'stock.issued',
    credit: 'stock.redeemed',
    says: 'A coupon is used up at a counter.',
  },
  'coupon.redemption_undone': {
    debit: 'stock.redeemed',
    credit: 'stock.issued',
    says: 'A redemption is undone.',
  },
  'quota.member_granted': {
    debit: 'quota.granted',
    credit: 'quota.member',
    says: "A member's limit for a template is opened or raised.",
  },
  'quota.member_used': {
    debit: 'quota.member',
    credit: 'quota.used',
    says: 'A claim counts against the limit per member.',
  },
  'quota.member_day_granted': {
    debit: 'quota.granted',
    credit: 'quota.member_day',
    says: "A member's limit for a day is opened or raised.",
  },
  'quota.member_day_used': {
    debit: 'quota.member_day',
    credit: 'quota.used',
    says: 'A claim counts against the limit per member and day.',
  },
  'quota.phone_granted': {
    debit: 'quota.granted',
    credit: 'quota.phone',
    says: 'The limit of a phone number is opened or raised.',
  },
  'quota.phone_used': {
    debit: 'quota.phone',
    credit: 'quota.used',
    says: 'A claim counts against the limit per phone number.',
  },
  'quota.day_granted': {
    debit: 'quota.granted',
    credit: 'quota.day',
    says: "A template's release of a day is opened or raised.",
  },
  'quota.day_used': {
    debit: 'quota.day',
    credit: 'quota.used',
    says: 'A claim counts against the daily release.',
  },
  'quota.offer_granted': {
    debit: 'quota.granted',
    credit: 'quota.offer_member',
    says: "A member's limit for an offer is opened or raised.",
  },
  'quota.offer_held': {
    debit: 'quota.offer_member',
    credit: 'quota.used',
    pending: true,
    says: 'A claim counts against the limit of its offer until it is given up.',
  },
  'quota.offer_used': {
    debit: 'quota.offer_member',
    credit: 'quota.used',
    says: 'A piece that was paid after its hold was over counts against the limit of its offer.',
  },
  'budget.granted': {
    debit: 'budget.granted',
    credit: 'budget.channel',
    says: 'A channel gets a budget of welcome gifts.',
  },
  'budget.spent': {
    debit: 'budget.channel',
    credit: 'budget.spent',
    says: 'A welcome gift is given out of the budget.',
  },
  'referral.granted': {
    debit: 'budget.granted',
    credit: 'budget.referral',
    says: 'A referral program or one of its milestones gets a budget.',
  },
  'referral.withdrawn': {
    debit: 'budget.referral',
    credit: 'budget.granted',
    says: 'An operator takes back what is promised to nobody.',
  },
  'referral.held': {
    debit: 'budget.referral',
    credit: 'budget.spent',
    pending: true,
    says: 'A friend joins, or a milestone is reached: its reward is promised.',
  },
  'referral.returned': {
    debit: 'budget.spent',
    credit: 'budget.referral',
    says: 'All that was claimed for a friend or a milestone was taken back.',
  },
  'points.earned': {
    debit: 'points.issued',
    credit: 'points.member',
    says: 'A purchase, a receipt, a sign-in, a gift or an operator gives points.',
  },
  'points.debt_repaid': {
    debit: 'points.issued',
    credit: 'points.debt',
    says: 'Points earned while owing pay the debt first.',
  },
  'points.spent': {
    debit: 'points.member',
    credit: 'points.spent',
    says: 'A member spends points, soonest-expiring first.',
  },
  'points.taken_back': {
    debit: 'points.member',
    credit: 'points.issued',
    says: 'An undone or refunded purchase takes back what it earned.',
  },
  'points.owed': {
    debit: 'points.debt',
    credit: 'points.issued',
    says: 'What could not be taken back becomes debt.',
  },
  'points.expired': {
    debit: 'points.member',
    credit: 'points.expired',
    says: 'Points whose last day has passed are swept up.',
  },
  'points.returned': {
    debit: 'points.spent',
    credit: 'points.member',
    says: 'Points spent come back to the expiry they came from, or into their grace.',
  },
  'points.return_repaid': {
    debit: 'points.spent',
    credit: 'points.debt',
    says: 'Points that come back while owing pay the debt first.',
  },
  'points.debt_waived': {
    debit: 'points.issued',
    credit: 'points.debt',
    says: 'An operator waives what a member owes.',
  },
  'points.adjusted': {
    debit: 'points.member',
    credit: 'points.issued',
    says: 'An operator takes points away by hand, soonest-expiring first.',
  },
  'points.rest': {
    debit: 'points.issued',
    credit: 'points.member',
    pending: true,
    says: 'Points earned rest until the return window has passed.',
  },
} as const satisfies Record<string, Posting & { says: string }>;
export type PostingCode = keyof typeof RECIPES;

/** The recipe of a posting code. */
export function recipeOf(code: PostingCode): Posting {
  return RECIPES[code];
}
