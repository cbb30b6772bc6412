import type { BodyInputOf, Routes } from '@shared/contract';
import type { Store } from '@/platform/storage';
import { Kept } from './kept';

/** Something the assistant confirmed and whose outcome is not known yet; kept until it is. */
export type Draft = {
  /** Its idempotency key: every resend is the same command. */
  readonly attempt: string;
  /** What it is, for the assistant. */
  readonly label: string;
  /** Phone time of the first confirm, in ms. */
  readonly at: number;
} & (
  | { readonly kind: 'redemption'; readonly body: BodyInputOf<Routes['POST /staff/redemptions']> }
  | { readonly kind: 'purchase'; readonly body: BodyInputOf<Routes['POST /staff/purchases']> }
  | {
      readonly kind: 'refund';
      readonly purchase_id: `pur_${string}`;
      readonly body: BodyInputOf<Routes['POST /staff/purchases/{id}/refunds']>;
    }
  | { readonly kind: 'order_payment'; readonly body: BodyInputOf<Routes['POST /staff/order-payments']> }
  | { readonly kind: 'handover'; readonly body: BodyInputOf<Routes['POST /staff/pickups']> }
  | { readonly kind: 'order_refund'; readonly body: BodyInputOf<Routes['POST /staff/order-refunds']> }
);

/** More open confirms than this are not all remembered; the oldest goes first, and stands in the records if it was done. */
export const DRAFTS_MAX = 20;
/** The server remembers keys for 30 days; what is older than this would be done anew. */
export const DRAFT_KEPT_MS = 7 * 24 * 3_600_000;
const NONE: readonly Draft[] = [];
/** The kinds that are whole with their body. */
const PLAIN: readonly unknown[] = ['redemption', 'purchase', 'order_payment', 'handover', 'order_refund'];

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, attempt, label, at, body } = value as Partial<Draft>;
  const refunds = kind === 'refund' && typeof (value as { purchase_id?: unknown }).purchase_id === 'string';
  const known = PLAIN.includes(kind) || refunds;
  const texts = typeof attempt === 'string' && typeof label === 'string' && typeof at === 'number';
  return known && texts && typeof body === 'object';
}

function areDrafts(value: unknown): value is readonly Draft[] {
  return Array.isArray(value) && (value as unknown[]).every(isDraft);
}

/**
 * The confirms at the counter whose outcome is open. They survive a crash of the app, so that the assistant can ask
 * what became of each instead of guessing, and meanwhile serve the next in the queue.
 * @rule L5
 */
export class OpenDrafts {
  private readonly kept: Kept<readonly Draft[]>;

  /** @param now phone time in ms: what was left open long before is forgotten */
  constructor(store: Store, now: number) {
    this.kept = new Kept('counter.drafts', areDrafts, store);
    for (const draft of this.current()) if (now - draft.at > DRAFT_KEPT_MS) this.drop(draft);
  }

  /** Oldest first; the same list until something changes. */
  current = (): readonly Draft[] => this.kept.current() ?? NONE;

  subscribe = (listener: () => void): (() => void) => this.kept.subscribe(listener);

  /** Remembers a draft before it is sent; sending it again changes nothing. */
  add(draft: Draft): void {
    const open = this.current();
    if (open.some(({ attempt }) => attempt === draft.attempt)) return;
    this.kept.set([...open, draft].slice(-DRAFTS_MAX));
  }

  /** Its outcome is known. */
  drop({ attempt }: Draft): void {
    const rest = this.current().filter((open) => open.attempt !== attempt);
    if (rest.length !== this.current().length) this.kept.set(rest.length === 0 ? null : rest);
  }
}
