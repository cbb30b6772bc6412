import { BoundedMap } from './bounded-map';
import { type Clock } from './system';

/** Codes of wx.login and of the phone button live five minutes. */
export const CODE_LIFE_MS = 5 * 60_000;

const CODES_MAX = 50_000;

interface IssuedCode<Content> {
  readonly content: Content;
  readonly expires_at: number;
  used: boolean;
}

/** What became of an attempt to use a code. */
export type TakenCode<Content> =
  | { readonly state: 'good'; readonly content: Content }
  | { readonly state: 'used' }
  | { readonly state: 'unknown' };

/** Codes that are good once and for five minutes. */
export class SingleUseCodes<Content> {
  private readonly issued = new BoundedMap<string, IssuedCode<Content>>(CODES_MAX);

  constructor(
    private readonly clock: Clock,
    private readonly make: () => string,
  ) {}

  issue(content: Content): string {
    const code = this.make();
    this.issued.set(code, { content, expires_at: this.clock.now() + CODE_LIFE_MS, used: false });
    return code;
  }

  /** Whom the code was issued for, without using it; undefined when it is not known. */
  peek(code: string): Content | undefined {
    return this.issued.get(code)?.content;
  }

  /** Uses the code up. WeChat does not tell an expired code from one that never was. */
  take(code: string): TakenCode<Content> {
    const found = this.issued.get(code);
    if (!found) return { state: 'unknown' };
    if (found.used) return { state: 'used' };
    if (this.clock.now() >= found.expires_at) return { state: 'unknown' };
    found.used = true;
    return { state: 'good', content: found.content };
  }
}
