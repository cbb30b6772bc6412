import type { CouponLimits, CouponValue } from '../../shared/contract';
import type { Id } from '../../shared/kernel';

/** Something that must not be: what the servers said does not fit together. */
export class Broken extends Error {}

export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Broken(what);
}

export interface PointRule {
  readonly rate_bp: number;
  readonly multiplier_bp: number;
  readonly daily_cap: number | null;
}

export interface Merchant {
  readonly id: Id<'merchant'>;
  readonly name: string;
  version: number;
  /** Those in force at some time during the wave; the last one stands. */
  rules: PointRule[];
}

export interface Store {
  readonly id: Id<'store'>;
  readonly name: string;
  readonly merchant: Merchant;
  /** Receipt numbers in use, and the last wave in which one changed. */
  readonly receipts: Map<string, { uses: number; wave: number }>;
}

export interface Staff {
  readonly id: Id<'staff'>;
  readonly name: string;
  readonly person: Person;
  readonly role: 'clerk' | 'manager';
  readonly stores: readonly Store[];
}

export interface Template {
  readonly id: Id<'template'>;
  readonly title: string;
  readonly merchant: Merchant;
  readonly value: CouponValue;
  readonly limits: CouponLimits;
  readonly ends_at: number | null;
  listed: boolean;
  state: 'active' | 'paused';
  version: number;
  printed: number;
  issued: number;
  readonly issuedOn: Map<string, number>;
  /** The least that can have been left during the wave, had everything been taken before anything was added. */
  least: number;
  /** Whether it was paused at some time during the wave. */
  wasPaused: boolean;
}

export interface Channel {
  readonly id: Id<'channel'>;
  readonly code: string;
  readonly name: string;
  readonly gift: Template | null;
  readonly budget: number | null;
  points: number;
  pointsOfWave: number[];
  version: number;
  visits: number;
  joins: number;
  given: number;
}

export interface Coupon {
  readonly id: Id<'coupon'>;
  readonly template: Template;
  readonly owner: Person;
  readonly valid_from_at: number;
  valid_to_at: number;
  /** Learned when the member first looks. */
  number: string | null;
  /** Redemptions less undone ones: 0 or 1. */
  redeemed: number;
  /** The wave in which it was last redeemed or undone. */
  wave: number;
}

export interface Ticket {
  readonly id: Id<'scan'>;
  readonly staff: Staff;
  readonly store: Store;
  readonly person: Person;
  readonly coupon: Coupon | null;
  readonly expires_at: number;
  uses: number;
}

export interface Purchase {
  readonly id: Id<'purchase'>;
  readonly store: Store;
  readonly staff: Staff;
  readonly paid_fen: number;
  readonly receipt_no: string | null;
  readonly receipt: { readonly code: string; readonly expires_at: number } | null;
  member: Person | null;
  collected: number;
  points: number;
  lot: string;
  day: string;
  /** Those one of which it was earned by; none where that is not known, or where the cap cut it. */
  rules: readonly PointRule[];
  refunded_fen: number;
  points_back: number;
}

export interface Refund {
  readonly id: Id<'refund'>;
  readonly purchase: Purchase;
  readonly fen: number;
  readonly points: number;
  readonly day: string;
}

export interface Redemption {
  readonly id: Id<'redemption'>;
  readonly coupon: Coupon;
  readonly staff: Staff;
  readonly store: Store;
  readonly at: number;
  readonly purchase: Purchase | null;
  undone: number;
}

export interface Person {
  readonly name: string;
  readonly openid: string;
  token: string;
  readonly visits: { readonly id: Id<'visit'>; readonly channel: Channel | null }[];
  /** After joining. */
  member: { readonly id: Id<'member'>; readonly card_no: string; readonly secret: Uint8Array } | null;
  joins: number;
  /** The number they verify, if they do; others may have the same. */
  readonly number: string;
  hasPhone: boolean;
  /** What they may be called: the last name they gave, or all whose order is not known. */
  nicknames: { readonly wave: number; readonly all: readonly (string | null)[] };
  readonly coupons: Coupon[];
  /** Points by the last day they count; `never` for those without one. */
  readonly lots: Map<string, number>;
  /** Points earned from purchases by merchant and day. */
  readonly earnedOn: Map<string, number>;
  /** Lines of the statement: what moved, in no order. */
  readonly lines: number[];
  /** `type id`, in no order. */
  readonly events: string[];
  /** Claims by template, and by template and day. */
  readonly claims: Map<string, number>;
  /** Time steps of codes, and how often each was scanned. */
  readonly steps: Map<string, number>;
}

/** The model: what must be so if the answers are true, and nothing else is. */
export class Books {
  readonly merchants: Merchant[] = [];
  readonly stores: Store[] = [];
  readonly staff: Staff[] = [];
  readonly templates: Template[] = [];
  readonly channels: Channel[] = [];
  readonly people: Person[] = [];
  readonly tickets: Ticket[] = [];
  readonly purchases: Purchase[] = [];
  readonly redemptions: Redemption[] = [];
  readonly refunds: Refund[] = [];
  /** Looks at codes: too many lock a number or an assistant. */
  readonly looks: { readonly at: number; readonly subject: string; readonly staff: Staff }[] = [];
  readonly phones = new Map<string, number>();
  wave = 0;
  /** What can only be judged when all answers of the wave are there. */
  private later: (() => void)[] = [];

  /** Judges an answer at the end of the wave, unless something is unknown then. */
  judge(verdict: () => void): void {
    this.later.push(verdict);
  }

  beginWave(wave: number): void {
    this.wave = wave;
    this.later = [];
    for (const merchant of this.merchants) merchant.rules = merchant.rules.slice(-1);
    for (const template of this.templates) {
      template.least = leftOf(template);
      template.wasPaused = template.state === 'paused';
    }
    for (const channel of this.channels) channel.pointsOfWave = [channel.points];
  }

  /** What no order of events can make true. Valid when nothing is unknown. */
  endWave(): void {
    for (const verdict of this.later) verdict();
    for (const template of this.templates) {
      must(
        leftOf(template) >= 0,
        `${template.title}: ${template.issued} issued of ${template.printed} printed`,
      );
      const { per_day: perDay } = template.limits;
      for (const [day, issued] of template.issuedOn)
        must(perDay === null || issued <= perDay, `${template.title}: ${issued} issued on ${day}`);
    }
    for (const { budget, given, name } of this.channels)
      must(budget === null || given <= budget, `${name}: ${given} gifts given out of ${budget}`);
    for (const ticket of this.tickets)
      must(ticket.uses <= 1, `ticket ${ticket.id} was used ${ticket.uses} times`);
    for (const { id, collected } of this.purchases) must(collected <= 1, `receipt of ${id} collected twice`);
    for (const { id, refunded_fen: back, paid_fen: paid } of this.purchases)
      must(back <= paid, `${back} fen of ${id} were refunded, of ${paid} paid`);
    for (const { id, undone } of this.redemptions) must(undone <= 1, `${id} was undone ${undone} times`);
    for (const { name, receipts } of this.stores)
      for (const [no, { uses }] of receipts) must(uses <= 1, `receipt ${no} recorded twice at ${name}`);
    for (const [phone, holders] of this.phones) must(holders <= 1, `${phone} belongs to ${holders} members`);
    for (const person of this.people) this.endWaveOf(person);
  }

  private endWaveOf(person: Person): void {
    must(person.joins <= 1, `${person.name} joined ${person.joins} times`);
    for (const coupon of person.coupons)
      must(
        coupon.redeemed === 0 || coupon.redeemed === 1,
        `${coupon.id} is redeemed ${coupon.redeemed} times`,
      );
    for (const template of this.templates) {
      const { per_member: all, per_member_day: daily } = template.limits;
      for (const [key, claims] of person.claims) {
        const [id, day] = key.split(' ');
        if (id !== template.id) continue;
        const limit = day === undefined ? all : daily;
        must(
          limit === null || claims <= limit,
          `${person.name} has ${claims} of ${template.title} ${day ?? ''}`,
        );
      }
    }
    for (const { id, rules } of this.merchants)
      for (const [key, points] of person.earnedOn) {
        const cap = rules.at(-1)?.daily_cap ?? null;
        if (key.startsWith(id))
          must(cap === null || points <= cap, `${person.name} earned ${points} on ${key}`);
      }
  }
}

export function leftOf(template: Template): number {
  return template.printed - template.issued;
}

export function count(map: Map<string, number>, key: string, by = 1): number {
  const sum = (map.get(key) ?? 0) + by;
  map.set(key, sum);
  return sum;
}
