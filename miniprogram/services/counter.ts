import type { BodyInputOf, Routes } from '@shared/contract';
import { newKey } from '@/platform/chance';
import { storage } from '@/platform/storage';
import { ApiError } from './api-error';
import { call } from './app';
import type { Answer } from './call-types';
import { Kept } from './kept';

/** Something the assistant confirmed and whose outcome is not known yet; kept until it is. */
export type Draft = {
  /** Makes every resend the same command. */
  readonly attempt: string;
  /** What it is, for the assistant. */
  readonly label: string;
} & (
  | { readonly kind: 'redemption'; readonly body: BodyInputOf<Routes['POST /staff/redemptions']> }
  | { readonly kind: 'purchase'; readonly body: BodyInputOf<Routes['POST /staff/purchases']> }
);

/** What the result page shows. */
export interface CounterResult {
  readonly kind: 'redemption' | 'purchase';
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly points: number;
  readonly balance_after: number | null;
  readonly receipt: Answer<'POST /staff/purchases'>['receipt'];
}

function hasKind(value: unknown): value is { kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** The one confirm that is open: survives a crash of the app, so that the assistant can ask again and not guess. */
export const openDraft = new Kept<Draft>(
  'counter.draft',
  (value): value is Draft => hasKind(value) && 'attempt' in value && 'body' in value,
  storage,
);

/** The latest result, for its page. */
export const lastResult = new Kept<CounterResult>(
  'counter.result',
  (v): v is CounterResult => hasKind(v),
  storage,
);

/** The store the assistant stands in. */
export const counterStore = new Kept<string>(
  'counter.store',
  (v): v is string => typeof v === 'string',
  storage,
);

/** Asked for by the result page: the workbench opens the scanner at once. */
export const nextPlease = { wanted: false };

/** A name for a new confirm. */
export function newAttempt(): string {
  return newKey();
}

async function send(draft: Draft): Promise<CounterResult> {
  const intent = `counter ${draft.attempt}`;
  if (draft.kind === 'redemption') {
    const answer = await call('POST /staff/redemptions', { body: draft.body, intent });
    return { ...answer, kind: 'redemption', points: answer.earning.total, receipt: null };
  }
  const answer = await call('POST /staff/purchases', { body: draft.body, intent });
  return { ...answer, kind: 'purchase', points: answer.earning.total };
}

/**
 * Confirms, or asks again what became of a confirm: the same attempt is the same command however often it is sent.
 * The draft stays while the outcome is unknown.
 * @throws ApiError; with `facts.unknown` the draft is still open
 */
export async function settle(draft: Draft): Promise<void> {
  openDraft.set(draft);
  try {
    lastResult.set(await send(draft));
    openDraft.set(null);
  } catch (error) {
    if (!(error instanceof ApiError && error.facts.unknown)) openDraft.set(null);
    throw error;
  }
}
