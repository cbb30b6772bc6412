import {
  account,
  ACCOUNT_KINDS,
  expiryOfAccount,
  owner,
  RECIPES,
  recipeOf,
  STRIPES,
  stripedId,
} from '../../../server/ledger';
import type { AccountKind, AccountSpec, PostingCode } from '../../../server/ledger';
import { ACCOUNT_ID_LENGTH, OWNER_KEY_LENGTH } from '../../../server/ledger/ledger.entity';

/** Goal: the chart and the recipes fit together, and every name fits its column. */

const id = <P extends string>(prefix: P): `${P}_${string}` => `${prefix}_${'Z'.repeat(28)}`;
const hash = 'f'.repeat(64);
const examples: Record<AccountKind, AccountSpec> = {
  'points.member': account.points(id('mem'), '2027-12-31' as never),
  'points.debt': account.debt(id('mem')),
  'points.issued': account.pointsIssued,
  'points.spent': account.pointsSpent,
  'points.expired': account.pointsExpired,
  'stock.available': account.stock(id('tpl')),
  'stock.sold': account.stockSold(id('ofr')),
  'quota.offer_member': account.quotaOffer(id('mem'), id('ofr')),
  'stock.offer': account.stockOffer(id('ofr')),
  'stock.printed': account.stockPrinted,
  'stock.issued': account.stockIssued(id('tpl')),
  'stock.redeemed': account.stockRedeemed(id('tpl')),
  'quota.member': account.quotaMember(id('mem'), id('tpl')),
  'quota.member_day': account.quotaMemberDay(id('mem'), id('tpl'), '2027-12-31' as never),
  'quota.phone': account.quotaPhone(hash, id('tpl')),
  'quota.day': account.quotaDay(id('tpl'), '2027-12-31' as never),
  'quota.granted': account.quotaGranted,
  'quota.used': account.quotaUsed,
  'budget.channel': account.channelBudget(id('chn')),
  'budget.referral': account.referralBudget(id('rpg'), 1000),
  'budget.granted': account.budgetGranted,
  'budget.spent': account.budgetSpent,
};

describe('the recipes', () => {
  const all = Object.entries(RECIPES) as [PostingCode, (typeof RECIPES)[PostingCode]][];

  it.each(all)('L2: %s moves one asset between two different kinds', (code, { debit, credit }) => {
    expect(ACCOUNT_KINDS[debit].asset).toBe(ACCOUNT_KINDS[credit].asset);
    expect(debit).not.toBe(credit);
    expect(recipeOf(code)).toBe(RECIPES[code]);
  });

  it.each(all)('L8: %s says what it is for, and its code fits', (code, { says }) => {
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(code).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(code.length).toBeLessThanOrEqual(40);
  });

  it('L2: every kind of account has a way in and a way out, unless it is where an asset begins or ends', () => {
    const debited = new Set<string>(all.map(([, { debit }]) => debit));
    const credited = new Set<string>(all.map(([, { credit }]) => credit));
    for (const [kind, { limited }] of Object.entries(ACCOUNT_KINDS)) {
      expect(debited.has(kind) || credited.has(kind)).toBe(true);
      // what a limited account gives out must have come in before
      if (limited) expect([kind, debited.has(kind), credited.has(kind)]).toEqual([kind, true, true]);
    }
  });
});

describe('the chart', () => {
  it('L1: has an account of every kind', () => {
    expect(Object.keys(examples).sort()).toEqual(Object.keys(ACCOUNT_KINDS).sort());
  });

  it.each(Object.entries(examples))('L1: %s names its kind, and its names fit', (kind, spec) => {
    expect(spec.kind).toBe(kind);
    expect(spec.id.split(':')[0]).toBe(kind);
    expect(spec).toMatchObject({
      asset: ACCOUNT_KINDS[spec.kind].asset,
      limited: ACCOUNT_KINDS[spec.kind].limited,
    });
    expect(stripedId(spec.id, STRIPES - 1).length).toBeLessThanOrEqual(ACCOUNT_ID_LENGTH);
    expect((spec.owner ?? '').length).toBeLessThanOrEqual(OWNER_KEY_LENGTH);
    // only an owner's lock guards a limit
    if (spec.limited) expect(spec.owner).not.toBeNull();
  });

  it('P2: a points account tells its expiry date', () => {
    expect(expiryOfAccount(account.points(id('mem'), '2027-12-31' as never).id)).toBe('2027-12-31');
    expect(expiryOfAccount(account.points(id('mem'), null).id)).toBeNull();
  });

  it('L1: stripes have names of one length, in order', () => {
    const names = Array.from({ length: STRIPES }, (_, n) => stripedId('points.issued', n));
    expect(names[0]).toBe('points.issued#00');
    expect([...names].sort()).toEqual(names);
    expect(new Set(names).size).toBe(STRIPES);
  });

  it('L4: owners are locked coldest first', () => {
    const keys = [
      owner.person(id('prs')),
      owner.identity('phone', hash),
      owner.member(id('mem')),
      owner.staff(id('stf')),
      owner.channel(id('chn')),
      owner.template(id('tpl')),
    ];
    const ranks = [...keys].sort().map((key) => Number(key[0]));
    expect(ranks).toEqual([0, 0, 1, 2, 3, 4]);
  });
});
