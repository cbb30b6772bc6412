import type { Id, Instant } from '../../shared/kernel';
import { mergeRefs, owner, rowsBy, type Command } from '../ledger';
import { members } from '../members';
import type { Reader } from '../platform/database';
import { couponTemplates, type TemplateRow } from './coupons.entity';
import { couponNumbers, issueCoupon, issueRefs } from './coupons.issue';

export interface ClaimCoupon {
  readonly template_id: Id<'template'>;
  readonly member_id: Id<'member'>;
}

export interface CouponClaimed {
  readonly coupon_id: Id<'coupon'>;
  readonly template_id: Id<'template'>;
  readonly valid_from_at: Instant;
  readonly valid_to_at: Instant;
}

/** What a claim has to look up before it locks, because the template limits it. */
interface LookUps {
  readonly phone: boolean;
  readonly days: boolean;
}

interface ClaimSeen extends LookUps {
  readonly numbers: readonly string[];
  /** Phone hash that was locked: the member's own, or null while nobody had asked for it. */
  readonly phone_hash: string | null;
}

/** Templates remembered at a time; the one that was noted first is forgotten first. */
const NOTED_MAX = 1_000;
const NOTHING: LookUps = { phone: false, days: false };

/** Which templates were found to limit phone numbers or days. A hint that saves a second preparation, nothing more. */
export class ClaimHints {
  private readonly noted = new Map<Id<'template'>, LookUps>();

  of(id: Id<'template'>): LookUps {
    return this.noted.get(id) ?? NOTHING;
  }

  note(id: Id<'template'>, lookUps: LookUps): void {
    this.noted.delete(id);
    if (!lookUps.phone && !lookUps.days) return;
    const [oldest] = this.noted.keys();
    if (this.noted.size >= NOTED_MAX && oldest !== undefined) this.noted.delete(oldest);
    this.noted.set(id, lookUps);
  }
}

/**
 * A claim in the coupon centre. All it needs is named by token and path, so the first preparation reads nothing;
 * only where the template limits phone numbers or days does a second one look up which number to lock and which days
 * to load. Made anew for each claim.
 * @rule C4 @rule C5
 * @param timezone the program's zone
 * @param hints templates for which the first preparation does all of that
 */
export function claimCoupon(
  timezone: string,
  hints = new ClaimHints(),
): Command<ClaimCoupon, ClaimSeen, CouponClaimed> {
  let isFirst = true;
  return {
    kind: 'coupon.claim',
    async prepare({ template_id, member_id }, { read, random, now }) {
      if (!isFirst) hints.note(template_id, await lookUpsOf(read, template_id));
      isFirst = false;
      const lookUps = hints.of(template_id);
      const phone_hash = lookUps.phone ? await phoneHashOf(read, member_id) : null;
      const numbers = couponNumbers(random);
      const issue = { template_id, member_id, phone_hash, numbers, by_day: lookUps.days, now, timezone };
      return {
        ...mergeRefs(issueRefs(issue), { rows: [rowsBy(members, 'id', [member_id])] }),
        subject: owner.member(member_id),
        seen: { numbers, phone_hash, ...lookUps },
      };
    },
    decide(ctx) {
      const { input, loaded, seen } = ctx;
      const member = loaded.get(members, input.member_id);
      const template = loaded.get(couponTemplates, input.template_id);
      if (!member || !template) return { refuse: 'not_found' };
      const needed = neededBy(template);
      if ((needed.phone && !seen.phone) || (needed.days && !seen.days)) return { stale: true };
      if (needed.phone && member.phone_hash !== seen.phone_hash) return { stale: true };
      const issued = issueCoupon(ctx, {
        template_id: template.id,
        member_id: member.id,
        phone_hash: seen.phone_hash,
        source: 'claim',
        source_id: null,
        numbers: seen.numbers,
        member,
        listed_only: true,
        timezone,
      });
      if (!issued.ok) {
        return issued.code === 'stale' ? { stale: true } : { refuse: issued.code, params: issued.params };
      }
      const { id, template_id, valid_from_at, valid_to_at } = issued.coupon;
      const { transfers, writes, events } = issued.parts;
      return {
        accept: { coupon_id: id, template_id, valid_from_at, valid_to_at },
        transfers,
        writes,
        events,
      };
    },
  };
}

function neededBy({ limits }: Pick<TemplateRow, 'limits'>): LookUps {
  const { per_phone, per_day, per_member_day } = limits;
  return { phone: per_phone !== null, days: per_day !== null || per_member_day !== null };
}

async function lookUpsOf(read: Reader, templateId: Id<'template'>): Promise<LookUps> {
  const [row] = await read.query('SELECT * FROM coupon_templates WHERE id = ?', [templateId]);
  return row ? neededBy(couponTemplates.decode(row)) : NOTHING;
}

async function phoneHashOf(read: Reader, memberId: Id<'member'>): Promise<string | null> {
  const [row] = await read.query<{ phone_hash: string | null }>(
    'SELECT phone_hash FROM members WHERE id = ?',
    [memberId],
  );
  return row?.phone_hash ?? null;
}
