/** How the sandbox can be told to misbehave. */
export const FAULT_KINDS = [
  /** Answers as ever, but late. */
  'slow',
  /** A gateway's error page; the call was not carried out. */
  '5xx',
  /** errcode -1; the call was not carried out. */
  'busy',
  /** The access token that the call brings has just expired. */
  'expired_token',
  /** Takes the call and never answers; it was not carried out. */
  'hang',
  /** Carries the call out, then cuts the line: the answer is lost. */
  'drop',
  /** Too many calls. */
  'rate_limited',
  /** errcode 40226: WeChat takes this person for a risk. */
  'risk_blocked',
  /** errcode 61010: the person has not opened the app for two hours, so WeChat checks nothing for them. */
  'not_opened',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A wish for the next `times` calls of `path`. `delay_ms` counts for `slow` only. */
export interface FaultWish<Kind = FaultKind> {
  readonly path: string;
  readonly kind: Kind;
  readonly times: number;
  readonly delay_ms: number;
}

const WISHES_MAX = 1000;

/** The faults still to come, first wished first done. */
export class Faults<Kind = FaultKind> {
  private waiting: { wish: FaultWish<Kind>; left: number }[] = [];

  /** False when too many wishes are waiting already. */
  add(wish: FaultWish<Kind>): boolean {
    if (this.waiting.length >= WISHES_MAX) return false;
    this.waiting.push({ wish, left: wish.times });
    return true;
  }

  /** The fault for this call of `path`, which is thereby used up. */
  take(path: string): FaultWish<Kind> | undefined {
    const next = this.waiting.find((each) => each.wish.path === path);
    if (!next) return undefined;
    next.left -= 1;
    if (next.left <= 0) this.waiting = this.waiting.filter((each) => each !== next);
    return next.wish;
  }
}
