/** How the sandbox can be told to misbehave as WeChat Pay, in its answers and in its notices. */
export const PAY_FAULT_KINDS = [
  /** As ever, but late: `delay_ms`. */
  'slow',
  /** An answer: carried out, then the line is cut. A notice: never sent, as if it had been lost. */
  'drop',
  /** A signature that nobody's key has made. */
  'bad_signature',
  /** Signed well, but something else than what was sent. */
  'tampered',
  /** Signed with the platform certificate of old. */
  'old_serial',
  /** Signed ten minutes ago. */
  'clock_skew',
  /** The probe `WECHATPAY/SIGNTEST/`; a real notice follows it. */
  'signtest',
  /** Answers only: a gateway's error page; not carried out. */
  '5xx',
  /** Answers only: SYSTEM_ERROR; not carried out. */
  'busy',
  /** Answers only: FREQUENCY_LIMITED; not carried out. */
  'rate_limited',
  /** Answers only: the merchant has no money; not carried out. */
  'not_enough',
  /** Answers only: no answer; not carried out. */
  'hang',
  /** Answers only: without any signature. */
  'unsigned',
  /** Notices only: sent twice. */
  'duplicate',
  /** Notices only: sent after all others that are due. */
  'reorder',
] as const;

export type PayFaultKind = (typeof PAY_FAULT_KINDS)[number];

/** The `path` of faults in notices. */
export const NOTICE_FAULTS = 'notices';
