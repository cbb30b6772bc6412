import { type PayKeys } from './keys';

/** A notice as it goes over the line. */
export interface NoticeOnTheWay {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Carries a notice; answers the HTTP status, or null when the server could not be reached in time. */
export type Deliver = (notice: NoticeOnTheWay) => Promise<number | null>;

/** How WeChat Pay is to be played. */
export interface PayOptions {
  /** Keys that other sandboxes have too, because making them takes long; its own unless said otherwise. */
  readonly keys?: PayKeys;
  /** Merchant number; the sandbox's own unless said otherwise. */
  readonly mchid?: string;
  /** How long a refund is PROCESSING; 3 s unless said otherwise. */
  readonly refund_ms?: number;
  /** How long shipping does not know a payment yet (10060001); 10 s unless said otherwise. */
  readonly freeze_ms?: number;
  /** How long after an order was closed, or has expired, the money comes that a bank held back; 10 s unless said otherwise. */
  readonly late_ms?: number;
  /** `auto` sends notices when they are due; `manual` only when the control surface says so. */
  readonly notices?: 'auto' | 'manual';
  /** Carries a notice to the server and tells the status of its answer; by HTTP unless said otherwise. */
  readonly deliver?: Deliver;
}
