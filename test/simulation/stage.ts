import type { Op } from './op';
import type { SimServer } from './server';
import type { Act } from './story';

/** Where a story plays. */
export interface Stage {
  readonly server: SimServer;
  readonly now: number;
  readonly today: string;
  readonly books: { beginWave(number: number): void; endWave(): void };
  /** Logs in again whoever would be told that the session has expired. */
  refresh(): Promise<void>;
  /** What somebody asks for; null when there is nothing to ask. */
  opOf(act: Act): Op | null | Promise<Op | null>;
  /** What must be so at any time; throws Broken. */
  watch(): Promise<void>;
  /** Compares all that the servers show with the answers. Nothing may be unknown. Throws Broken. */
  inspect(): Promise<void>;
  /** Lets everything come to its end, and looks once more. */
  end(): Promise<void>;
}
