import { setTimeout as wait } from 'node:timers/promises';
import { type Pushes } from './pushes';

export const SUGGESTIONS = ['pass', 'review', 'risky'] as const;
export type Suggestion = (typeof SUGGESTIONS)[number];

/** What a check of media is to come to. */
export interface CheckWish {
  readonly suggest: Suggestion;
  readonly delay_ms: number;
  /** How often the verdict is pushed; 0 never. */
  readonly copies: number;
  /** Pushed by somebody who does not know the token. */
  readonly forged: boolean;
}

/** A picture that somebody showed. */
export interface CheckedMedia {
  readonly trace_id: string;
  readonly openid: string;
  readonly url: string;
}

const USUAL: CheckWish = { suggest: 'pass', delay_ms: 300, copies: 1, forged: false };
const WISHES_MAX = 1000;
const FETCH_MS = 5000;
const CANNOT_FETCH = -1008;
/** What WeChat calls it: fine, or anything else that is not. */
export const LABELS: Readonly<Record<Suggestion, number>> = { pass: 100, review: 21_000, risky: 20_001 };
const PICTURE_STARTS = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
];

/** Checks of pictures: fetched as WeChat would, judged as wished (else all pass), told by a push. */
export class MediaChecks {
  private readonly wishes: CheckWish[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly appid: string,
    private readonly pushes: Pushes,
  ) {}

  /** For the next check. False when too many are waiting already. */
  wish(wish: Partial<CheckWish>): boolean {
    if (this.wishes.length >= WISHES_MAX) return false;
    this.wishes.push({ ...USUAL, ...wish });
    return true;
  }

  /** Begins a check; the verdict follows by itself. */
  begin(media: CheckedMedia): void {
    const wish = this.wishes.shift() ?? USUAL;
    this.check(media, wish).catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }

  private async check(
    { trace_id: traceId, openid, url }: CheckedMedia,
    { suggest, delay_ms: delayMs, copies, forged }: CheckWish,
  ): Promise<void> {
    await wait(delayMs, undefined, { signal: this.closing.signal, ref: false });
    const found = await this.isPicture(url);
    const outcome = { strategy: 'content_model', suggest, label: LABELS[suggest], prob: 90 };
    const fields = found
      ? {
          errcode: 0,
          errmsg: 'ok',
          detail: [{ ...outcome, errcode: 0 }],
          result: { suggest, label: LABELS[suggest] },
        }
      : { errcode: CANNOT_FETCH, errmsg: 'download media failed', detail: [], result: {} };
    await this.pushes.deliver(
      openid,
      'wxa_media_check',
      { appid: this.appid, trace_id: traceId, version: 2, ...fields },
      { copies, forged },
    );
  }

  private async isPicture(url: string): Promise<boolean> {
    try {
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(FETCH_MS)]);
      const response = await fetch(url, { signal });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return response.ok && PICTURE_STARTS.some((start) => start.every((byte, at) => bytes[at] === byte));
    } catch {
      return false;
    }
  }
}
