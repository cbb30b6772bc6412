import type { Id } from '../../shared/kernel';

/**
 * What locks are taken on: `<rank>.<noun>:<id>`. Keys are locked in text order, so the rank makes one order for
 * all: coldest first, hottest last (architecture.md, section 2). Who holds the owner may read, create and
 * change all that it owns.
 */
export type OwnerKey = `${0 | 1 | 2 | 3 | 4 | 5 | 6}.${string}:${string}`;

export const owner = {
  /** A WeChat login. */
  person: (id: Id<'person'>): OwnerKey => `0.person:${id}`,
  /** Anything that must be unique across the program: an openid, a phone hash, a receipt number. */
  identity: (
    kind:
      | 'openid'
      | 'phone'
      | 'receipt'
      | 'account'
      | 'setup'
      | 'code'
      | 'check'
      | 'order_number'
      | 'notice'
      | 'bill'
      | 'invite_code',
    value: string,
  ): OwnerKey => `0.${kind}:${value}`,
  member: (id: Id<'member'>): OwnerKey => `1.member:${id}`,
  staff: (id: Id<'staff'>): OwnerKey => `2.staff:${id}`,
  account: (id: Id<'account'>): OwnerKey => `2.account:${id}`,
  store: (id: Id<'store'>): OwnerKey => `2.store:${id}`,
  /** A rule of the whole program. */
  rule: (name: 'tiers' | 'sign-ins'): OwnerKey => `2.rule:${name}`,
  pointCampaign: (id: Id<'point_campaign'>): OwnerKey => `2.point_campaign:${id}`,
  merchant: (id: Id<'merchant'>): OwnerKey => `2.merchant:${id}`,
  job: (id: Id<'job'>): OwnerKey => `2.job:${id}`,
  /** A ticket, visit or unclaimed purchase that stands for itself. */
  single: (id: Id<'scan'> | Id<'visit'> | Id<'purchase'>): OwnerKey => `2.single:${id}`,
  channel: (id: Id<'channel'>): OwnerKey => `3.channel:${id}`,
  template: (id: Id<'template'>): OwnerKey => `4.template:${id}`,
  /** Locked by changes of the sale only; what is claimed locks its offer. */
  sale: (id: Id<'sale'>): OwnerKey => `2.sale:${id}`,
  offer: (id: Id<'offer'>): OwnerKey => `5.offer:${id}`,
  /** The budgets of a referral program: hottest, every friend who joins takes of them. */
  referral: (id: Id<'referral_program'>): OwnerKey => `6.referral:${id}`,
  /** For the engine's own tests. */
  test: (rank: 1 | 4 | 6, id: string): OwnerKey => `${rank}.test:${id}`,
} as const;
