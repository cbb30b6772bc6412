import type { Page } from 'playwright-core';
import type { Phone } from '../browser-phone';
import type { Fault } from '../wx/faults';

export type Platform = 'weapp' | 'h5';

/** The sizes of screens that pictures are taken at, in CSS pixels. */
export const SIZES = [
  { width: 375, height: 812 },
  { width: 430, height: 932 },
] as const;

/** How WeChat stands to the app. */
export interface Wechat {
  /** Opened from Moments: a page to read, nothing else. */
  readonly moments?: boolean;
  /** Whether the person has agreed to the privacy guide; they have unless this says otherwise. */
  readonly agreed?: boolean;
}

/** One phone with the mini-program on it, on either platform. */
export interface Device {
  readonly platform: Platform;
  /** The window that is photographed. */
  readonly window: Page;
  /** What is inside the app. */
  readonly phone: Phone;
  /** Starts the app at a page, as the person of this phone; again: what the phone keeps stays. */
  open(page: string): Promise<void>;
  /** What goes wrong with requests from now on. */
  fault(fault: Fault): void;
  /** Forgets all that was to go wrong. */
  healed(): void;
  /** Airplane mode. */
  offline(): Promise<void>;
  /** Waits for a word that comes and goes by itself. */
  hears(words: string): Promise<void>;
  /** Whatever went wrong that the state did not ask for. */
  problems(): string[];
  close(): Promise<void>;
}

/** A fault that keeps the answers of this path away while a picture is taken. */
export function hanging(path: string | RegExp): Fault {
  return { kind: 'slow', delay_ms: 60_000, path, times: 99 };
}

/** A fault that answers requests to this path as a server in trouble does. */
export function failing(path: string | RegExp): Fault {
  return { kind: 'status', status: 500, path, times: 99 };
}
