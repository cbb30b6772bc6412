import { instant, makeId, type Id } from '../../shared/kernel';
import { numberFrom, type CouponLimits } from '../../shared/rules';
import {
  coupons,
  couponTemplates,
  issueCoupon,
  issueRefs,
  type CouponRow,
  type IssueCoupon,
  type TemplateRow,
} from '../../server/coupons';
import { account, update } from '../../server/ledger';
import { Books, MEMBER, MEMBER_KEY, ZONE } from './parts.support';

export const NOW = instant(Date.UTC(2026, 10, 20, 2));
export const TEMPLATE: Id<'template'> = makeId('template', '0'.repeat(26), 3);
const MERCHANT: Id<'merchant'> = makeId('merchant', '0'.repeat(26), 4);
const PHONE = 'phone-hash';
export const OPEN: CouponLimits = { per_member: null, per_member_day: null, per_day: null, per_phone: null };

function template(change: Partial<TemplateRow> = {}): TemplateRow {
  return {
    id: TEMPLATE,
    merchant_id: MERCHANT,
    title: '满 20 减 5',
    value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
    validity: { kind: 'relative', days: 7, start_after_days: 0 },
    times: { weekdays: [], from_minute: null, to_minute: null },
    scope: { store_ids: [], new_members_only: false },
    limits: OPEN,
    claim_from_at: null,
    claim_to_at: null,
    ends_at: null,
    listed: true,
    state: 'active',
    stock_total: 100,
    issued_day: null,
    issued_on_day: 0,
    version: 1,
    created_at: NOW,
    ...change,
  };
}

let number = 0;

/** A template on the engine's own working set, and a member who claims. */
export class Shelf {
  readonly books = new Books(NOW, MEMBER_KEY, { kind: 'member', id: MEMBER });

  constructor(change: Partial<TemplateRow> = {}, stock = 100) {
    this.books.put(couponTemplates, template(change));
    this.lock();
    if (stock > 0) {
      this.books.next();
      this.books.apply({
        transfers: [
          {
            kind: 'single',
            code: 'stock.printed',
            debit: account.stockPrinted,
            credit: account.stock(TEMPLATE),
            amount: stock,
          },
        ],
        writes: [],
        events: [],
      });
    }
  }

  get template(): TemplateRow {
    return this.books.set.get(couponTemplates, TEMPLATE)!;
  }

  /** An operator changes the template. */
  change(set: Partial<TemplateRow>): void {
    this.books.next();
    this.books.apply({ transfers: [], writes: [update(couponTemplates, TEMPLATE, set, {})], events: [] });
  }

  claim(change: Partial<IssueCoupon> = {}): CouponRow | { code: string; params?: object | undefined } {
    number += 1;
    this.lock();
    const issued = issueCoupon(this.books.next(), {
      template_id: TEMPLATE,
      member_id: MEMBER,
      phone_hash: PHONE,
      source: 'claim',
      source_id: null,
      numbers: [numberFrom(String(number).padStart(9, '0'))],
      member: { purchases_count: 0 },
      listed_only: true,
      timezone: ZONE,
      ...change,
    });
    if (!issued.ok) return { code: issued.code, ...(issued.params ? { params: issued.params } : {}) };
    this.books.apply(issued.parts);
    return issued.coupon;
  }

  coupon(id: Id<'coupon'>): CouponRow {
    return this.books.set.get(coupons, id)!;
  }

  private lock(): void {
    this.books.load(
      issueRefs({
        template_id: TEMPLATE,
        member_id: MEMBER,
        phone_hash: PHONE,
        numbers: [],
        by_day: true,
        now: this.books.at,
        timezone: ZONE,
      }),
    );
  }
}
