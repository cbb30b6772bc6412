import type { Day, Id } from '../../shared/kernel';
import { owner, type OwnerKey } from './owners';

/** @rule L1 */
export const ASSETS = ['points', 'stock', 'quota', 'budget', 'settlement'] as const;
export type Asset = (typeof ASSETS)[number];

/**
 * An account as code names it. Its id is made from its kind and its owner, so no lookup is needed.
 * `owner` null: a system account without a limit, read by no decision, kept in stripes.
 */
export interface AccountSpec {
  readonly id: string;
  readonly kind: AccountKind;
  readonly asset: Asset;
  readonly owner: OwnerKey | null;
  readonly limited: boolean;
}

/** The chart of accounts; `docs/ledger.md` is written from it. */
export const ACCOUNT_KINDS = {
  'points.member': { asset: 'points', limited: true, says: "A member's points of one expiry date." },
  'points.debt': { asset: 'points', limited: false, says: 'What a member owes: negative by the debt.' },
  'points.issued': {
    asset: 'points',
    limited: false,
    says: 'Where points come from and go back to; negative by what is out.',
  },
  'points.spent': { asset: 'points', limited: false, says: 'Points that members used up.' },
  'points.expired': { asset: 'points', limited: false, says: 'Points whose last day has passed.' },
  'stock.available': {
    asset: 'stock',
    limited: true,
    says: 'Coupons of a template that can still be claimed.',
  },
  'stock.offer': { asset: 'stock', limited: true, says: 'Pieces of an offer that can still be claimed.' },
  'stock.printed': {
    asset: 'stock',
    limited: false,
    says: 'Where stock comes from; negative by all that was ever put on sale.',
  },
  'stock.sold': { asset: 'stock', limited: false, says: 'Pieces of an offer that are held or sold.' },
  'stock.issued': { asset: 'stock', limited: false, says: 'Coupons in the hands of members, per template.' },
  'stock.redeemed': { asset: 'stock', limited: false, says: 'Coupons used up, per template.' },
  'quota.member': {
    asset: 'quota',
    limited: true,
    says: 'How many more coupons of a template a member may claim.',
  },
  'quota.member_day': { asset: 'quota', limited: true, says: 'The same, for one day.' },
  'quota.phone': {
    asset: 'quota',
    limited: true,
    says: 'How many more coupons of a template a phone number may claim.',
  },
  'quota.day': { asset: 'quota', limited: true, says: "What is left of a template's daily release." },
  'quota.offer_member': {
    asset: 'quota',
    limited: true,
    says: 'How many more pieces of an offer a member may claim.',
  },
  'quota.granted': { asset: 'quota', limited: false, says: 'Where quotas come from.' },
  'quota.used': { asset: 'quota', limited: false, says: 'Quotas used up.' },
  'budget.channel': {
    asset: 'budget',
    limited: true,
    says: 'How many more welcome gifts a channel may give.',
  },
  'budget.referral': {
    asset: 'budget',
    limited: true,
    says: 'How many more friends a referral program may reward, or how many more may reach a milestone.',
  },
  'budget.granted': { asset: 'budget', limited: false, says: 'Where budgets come from.' },
  'budget.spent': { asset: 'budget', limited: false, says: 'Budgets used up.' },
} as const satisfies Record<string, { asset: Asset; limited: boolean; says: string }>;
export type AccountKind = keyof typeof ACCOUNT_KINDS;

/** Before the first expiry of points in their grace. */
const GRACE = 'g';

function make(kind: AccountKind, of: OwnerKey | null, key: string): AccountSpec {
  const { asset, limited } = ACCOUNT_KINDS[kind];
  return { id: key === '' ? kind : `${kind}:${key}`, kind, asset, owner: of, limited };
}

/** Every account the program knows, by its parties. */
export const account = {
  /**
   * Points of one expiry date (P2); `expiresOn` null never expires. Those that came back after their day (P5) are kept
   * apart, with the day they expired on at first, so that it is known that they had their grace.
   */
  points: (member: Id<'member'>, expiresOn: Day | null, graceOf?: Day): AccountSpec =>
    make(
      'points.member',
      owner.member(member),
      `${member}:${graceOf === undefined ? '' : `${GRACE}${graceOf}:`}${expiresOn ?? 'never'}`,
    ),
  debt: (member: Id<'member'>): AccountSpec => make('points.debt', owner.member(member), member),
  pointsIssued: make('points.issued', null, ''),
  pointsSpent: make('points.spent', null, ''),
  pointsExpired: make('points.expired', null, ''),
  stock: (template: Id<'template'>): AccountSpec =>
    make('stock.available', owner.template(template), template),
  stockOffer: (offer: Id<'offer'>): AccountSpec => make('stock.offer', owner.offer(offer), offer),
  stockSold: (offer: Id<'offer'>): AccountSpec => make('stock.sold', null, offer),
  stockPrinted: make('stock.printed', null, ''),
  stockIssued: (template: Id<'template'>): AccountSpec => make('stock.issued', null, template),
  stockRedeemed: (template: Id<'template'>): AccountSpec => make('stock.redeemed', null, template),
  quotaMember: (member: Id<'member'>, template: Id<'template'>): AccountSpec =>
    make('quota.member', owner.member(member), `${member}:${template}`),
  quotaMemberDay: (member: Id<'member'>, template: Id<'template'>, day: Day): AccountSpec =>
    make('quota.member_day', owner.member(member), `${member}:${template}:${day}`),
  quotaPhone: (phoneHash: string, template: Id<'template'>): AccountSpec =>
    make('quota.phone', owner.identity('phone', phoneHash), `${phoneHash}:${template}`),
  quotaDay: (template: Id<'template'>, day: Day): AccountSpec =>
    make('quota.day', owner.template(template), `${template}:${day}`),
  quotaOffer: (member: Id<'member'>, offer: Id<'offer'>): AccountSpec =>
    make('quota.offer_member', owner.member(member), `${member}:${offer}`),
  quotaGranted: make('quota.granted', null, ''),
  quotaUsed: make('quota.used', null, ''),
  channelBudget: (channel: Id<'channel'>): AccountSpec =>
    make('budget.channel', owner.channel(channel), channel),
  /** Friends that a program rewards; with `milestone`, members who are rewarded for so many friends. */
  referralBudget: (program: Id<'referral_program'>, milestone?: number): AccountSpec =>
    make(
      'budget.referral',
      owner.referral(program),
      milestone === undefined ? program : `${program}:m${milestone}`,
    ),
  budgetGranted: make('budget.granted', null, ''),
  budgetSpent: make('budget.spent', null, ''),
} as const;

/** The expiry date of a member's points account, from its id. */
export function expiryOfAccount(id: string): Day | null {
  const last = id.slice(id.lastIndexOf(':') + 1);
  return last === 'never' ? null : (last as Day);
}

/** The day on which points that are in their grace expired at first, from the id of their account. */
export function graceOfAccount(id: string): Day | undefined {
  const [, , grace = ''] = id.split(':');
  return grace.startsWith(GRACE) ? (grace.slice(GRACE.length) as Day) : undefined;
}

/** System accounts are kept in this many stripes, so that processes do not queue for one row. */
export const STRIPES = 16;

const STRIPE_TAILS = Array.from({ length: STRIPES }, (_, stripe) => `#${String(stripe).padStart(2, '0')}`);

/** The stored id of a system account in stripe `stripe`. */
export function stripedId(id: string, stripe: number): string {
  return `${id}${STRIPE_TAILS[stripe] ?? ''}`;
}
