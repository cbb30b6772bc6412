import { HOUR_MS, instant, SECOND_MS, type Instant } from '../../shared/kernel';
import { PayError, type RefundState } from '../wechat/pay';
import type { PaymentRefundRow } from './payments.entity';

export type MoneyBackState = PaymentRefundRow['state'];

/**
 * No other edge exists. What is stuck can still arrive: an operator helps it on at WeChat Pay, or settles it by hand.
 * @rule F8
 */
export const REFUND_EDGES: Readonly<Record<MoneyBackState, readonly MoneyBackState[]>> = {
  requested: ['processing', 'success', 'abnormal'],
  processing: ['success', 'abnormal'],
  abnormal: ['success', 'settled'],
  success: [],
  settled: [],
};

/** Our word for WeChat Pay's: what it has closed does not arrive by itself any more than what went wrong. */
export function moneyBackState(state: RefundState): 'processing' | 'success' | 'abnormal' {
  return state === 'closed' ? 'abnormal' : state;
}

const BAD_REQUEST = 400;
const NOT_FOUND = 404;

/**
 * Whether asking again can change nothing: WeChat Pay understood the refund and refuses it. A wrong signature, a
 * missing permission or an empty account are mended by an operator, and the same refund goes through.
 */
export function isRefused({ retryable, status }: PayError): boolean {
  return !retryable && (status === BAD_REQUEST || status === NOT_FOUND);
}

const FIRST_MS = 30 * SECOND_MS;
const DOUBLINGS_MAX = 8;

/** When WeChat Pay is asked again about a refund that it was asked about so often: after 30 s, 1 min, … 1 h. */
export function nextRefundAt(at: Instant, attempts: number): Instant {
  return later(at, FIRST_MS, attempts);
}

const REPORT_FIRST_MS = 10 * SECOND_MS;
/** Some sixteen hours of trying. Goods must be reported within 48. */
export const REPORT_TRIES_MAX = 24;

/** When WeChat is told again of goods handed over: after 10 s, 20 s, … 1 h. @rule F7 */
export function nextReportAt(at: Instant, attempts: number): Instant {
  return later(at, REPORT_FIRST_MS, attempts);
}

/** After the first time `first`, then each time twice as long, at most an hour. */
function later(at: Instant, first: number, attempts: number): Instant {
  return instant(at + Math.min(HOUR_MS, first * 2 ** Math.min(DOUBLINGS_MAX + 1, attempts)));
}
