import { newKey } from '@/platform/chance';
import { phoneNow } from '@/platform/clock';
import { storage } from '@/platform/storage';
import { ApiError } from './api-error';
import { call } from './app';
import type { Answer } from './call-types';
import { OpenDrafts, type Draft } from './drafts';
import { Kept } from './kept';

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

/** The confirms whose outcome is open. */
export const openDrafts = new OpenDrafts(storage, phoneNow());

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

/** What is new about a confirm: its name, which is its idempotency key, and its time. */
export function newAttempt(): Pick<Draft, 'attempt' | 'at'> {
  return { attempt: newKey(), at: phoneNow() };
}

async function send(draft: Draft): Promise<CounterResult> {
  const key = draft.attempt;
  if (draft.kind === 'redemption') {
    const answer = await call('POST /staff/redemptions', { body: draft.body, key });
    return { ...answer, kind: 'redemption', points: answer.earning.total, receipt: null };
  }
  const answer = await call('POST /staff/purchases', { body: draft.body, key });
  return { ...answer, kind: 'purchase', points: answer.earning.total };
}

/**
 * Confirms, or asks again what became of a confirm: the same attempt is the same command however often it is sent.
 * The draft stays while the outcome is unknown.
 * @throws ApiError; with `facts.unknown` the draft is still open
 */
export async function settle(draft: Draft): Promise<void> {
  openDrafts.add(draft);
  try {
    lastResult.set(await send(draft));
    openDrafts.drop(draft);
  } catch (error) {
    if (!(error instanceof ApiError && error.facts.unknown)) openDrafts.drop(draft);
    throw error;
  }
}
