/** Most that one setData may carry: more makes phones stutter. */
export const SET_DATA_MAX = 32 * 1024;

export interface RequestRecord {
  readonly method: string;
  /** Path and query, without the origin. */
  readonly path: string;
  /** The answer's status; 0 while there is none, -1 when none came. */
  status: number;
}

export interface SetDataRecord {
  /** Route of the page, or path of the component. */
  readonly owner: string;
  readonly keys: readonly string[];
  /** UTF-8 bytes of what was sent to the view. */
  readonly bytes: number;
}

function show(word: unknown): string {
  if (typeof word === 'string') return word;
  if (typeof word === 'object' && word !== null && 'stack' in word) return String(word.stack);
  return word === undefined ? 'undefined' : JSON.stringify(word);
}

/** Everything that happened on one phone. */
export class HostLog {
  readonly console: { readonly level: string; readonly text: string }[] = [];
  readonly requests: RequestRecord[] = [];
  readonly setData: SetDataRecord[] = [];
  readonly toasts: string[] = [];
  /** Calls of wx functions that a person would notice or a test may ask about. */
  readonly calls: { readonly name: string; readonly args: unknown }[] = [];
  /** Names asked of `wx` that this host does not have. */
  readonly missing = new Set<string>();
  /** What nobody caught: errors, rejections, missing templates. */
  readonly errors: string[] = [];

  /** A line of the console. */
  line(level: string, words: readonly unknown[]): void {
    this.console.push({ level, text: words.map(show).join(' ') });
  }

  /** Something nobody caught. */
  crash(what: string, error: unknown): void {
    this.errors.push(`${what}: ${show(error)}`);
  }

  /** Calls of one wx function, oldest first. */
  callsOf(name: string): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  /** What must not happen in a healthy mini-program; empty when all is well. */
  verdict(): string[] {
    return [
      ...this.errors,
      ...this.console.filter(({ level }) => level === 'error').map(({ text }) => `console.error: ${text}`),
      ...[...this.missing].map((name) => `wx.${name} is not there`),
      ...this.setData
        .filter(({ bytes }) => bytes > SET_DATA_MAX)
        .map(({ owner, bytes }) => `setData of ${bytes} bytes on ${owner}`),
    ];
  }
}
