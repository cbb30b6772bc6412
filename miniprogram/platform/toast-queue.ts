/** A sentence on screen; `serial` tells two equal sentences apart. */
export interface Toast {
  readonly serial: number;
  readonly text: string;
}

const SHOWN_MS = 2_000;
/** Time to read one more character. */
const READING_MS = 60;
const SHOWN_MAX_MS = 5_000;
/** More than these are old news by the time their turn comes. */
const WAITING_MAX = 3;

/** How long a sentence stays, by its length, in milliseconds. */
export function shownFor(text: string): number {
  return Math.min(SHOWN_MAX_MS, SHOWN_MS + text.length * READING_MS);
}

/**
 * Sentences that show themselves one after the other. Each goes when its time is over, whether or not a page was there
 * to show it, so that none is ever left standing and none holds up the next.
 */
export class ToastQueue {
  private shown: Toast | null = null;
  private waiting: string[] = [];
  private serial = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly later: (ms: number, run: () => void) => unknown) {}

  readonly current = (): Toast | null => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Shows `text` now, or after those before it. What is shown or waiting already is not said twice. */
  push(text: string): void {
    if (text === '' || text === this.shown?.text || this.waiting.includes(text)) return;
    if (this.shown === null) this.show(text);
    else this.waiting = [...this.waiting, text].slice(-WAITING_MAX);
  }

  private show(text: string | undefined): void {
    this.serial += 1;
    this.shown = text === undefined ? null : { serial: this.serial, text };
    if (text !== undefined) this.later(shownFor(text), () => this.show(this.waiting.shift()));
    this.listeners.forEach((tell) => tell());
  }
}
