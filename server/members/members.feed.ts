import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { memberEvent, type MemberEvent } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { Ledger, outbox, owner, type OutboxRow, type OwnerKey } from '../ledger';
import { Database, marks } from '../platform/database';
import { STREAM_START, type StreamCursor } from './members.rules';

/** How often commits of other processes are looked for. */
const LOOK_EVERY_MS = 1_000;
const PAGE = 50;
/** Polls of one member that wait at the same time, one a device: each holds a socket, and a member has few. */
export const POLLS_PER_MEMBER = 5;
/** Most owners asked for in one statement. */
const CHUNK = 500;

export interface FeedPage {
  readonly items: MemberEvent[];
  readonly next: StreamCursor;
}

interface Waiter {
  readonly from: StreamCursor;
  readonly wake: () => void;
}

type MemberEventType = MemberEvent['type'];
const TYPES: ReadonlySet<string> = new Set(memberEvent.shape.type.options);

/**
 * Members' own events, for long polls. A commit of this process wakes who waits for it at once; what other
 * processes commit is found by one look a second at all members waited for, however many they are.
 */
@Injectable()
export class MemberFeed implements OnModuleDestroy {
  private readonly waiters = new Map<OwnerKey, Set<Waiter>>();
  private readonly stopListening: () => void;
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;
  private isClosed = false;

  constructor(
    private readonly database: Database,
    ledger: Ledger,
  ) {
    this.stopListening = ledger.onCommitted((events) => {
      for (const key of new Set(events.map((event) => event.owner_key))) this.wake(key as OwnerKey);
    });
  }

  /** Where the member's stream ends now. */
  async position(memberId: Id<'member'>): Promise<StreamCursor> {
    const [last] = await this.database.read.query<{ version: number | string; ordinal: number | string }>(
      'SELECT owner_version AS version, ordinal FROM outbox WHERE owner_key = ? ORDER BY owner_version DESC, ordinal DESC LIMIT 1',
      [owner.member(memberId)],
    );
    return last ? { version: Number(last.version), ordinal: Number(last.ordinal) } : STREAM_START;
  }

  /** What happened after a cursor, oldest first, at most 50; `next` may have moved past events of no concern. */
  async after(memberId: Id<'member'>, from: StreamCursor): Promise<FeedPage> {
    const raws = await this.database.read.query(
      `SELECT * FROM outbox WHERE owner_key = ? AND owner_version >= ? AND (owner_version > ? OR ordinal > ?)
       ORDER BY owner_version, ordinal LIMIT ?`,
      [owner.member(memberId), from.version, from.version, from.ordinal, PAGE],
    );
    const rows = raws.map((raw) => outbox.decode(raw));
    const last = rows.at(-1);
    return {
      items: rows.filter(({ type }) => TYPES.has(type)).map(eventOf),
      next: last ? { version: last.owner_version, ordinal: last.ordinal } : from,
    };
  }

  /**
   * The same, but waits for something to happen: at most `waitMs`, and no longer than the client listens or the
   * server runs. Empty when nothing did. Where enough polls of the member wait already, it does not wait at all.
   */
  async next(
    memberId: Id<'member'>,
    from: StreamCursor,
    waitMs: number,
    gone: AbortSignal,
  ): Promise<FeedPage> {
    const isCrowded = (this.waiters.get(owner.member(memberId))?.size ?? 0) >= POLLS_PER_MEMBER;
    let isOver = waitMs <= 0 || isCrowded;
    let cursor = from;
    const bell = new Bell();
    const end = (): void => {
      isOver = true;
      bell.ring();
    };
    const timeout = setTimeout(end, waitMs);
    gone.addEventListener('abort', end);
    try {
      for (;;) {
        // on the list before the read: what is committed between the two rings
        const leave = this.join(owner.member(memberId), { from: cursor, wake: () => bell.ring() });
        try {
          if (this.isClosed || gone.aborted) return { items: [], next: cursor };
          const page = await this.after(memberId, cursor);
          if (page.items.length > 0 || isOver) return page;
          if (page.next.version === cursor.version && page.next.ordinal === cursor.ordinal) await bell.rung();
          cursor = page.next;
        } finally {
          leave();
        }
      }
    } finally {
      clearTimeout(timeout);
      gone.removeEventListener('abort', end);
    }
  }

  /** How many long polls are open. */
  get waiting(): number {
    let count = 0;
    for (const list of this.waiters.values()) count += list.size;
    return count;
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    this.stopListening();
    if (this.timer) clearInterval(this.timer);
    for (const key of [...this.waiters.keys()]) this.wake(key);
  }

  private join(key: OwnerKey, waiter: Waiter): () => void {
    const list = this.waiters.get(key) ?? new Set();
    this.waiters.set(key, list.add(waiter));
    if (!this.isClosed) this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
    return () => {
      list.delete(waiter);
      if (list.size === 0 && this.waiters.get(key) === list) this.waiters.delete(key);
      if (this.waiters.size > 0 || !this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  }

  private wake(key: OwnerKey): void {
    for (const waiter of this.waiters.get(key) ?? []) waiter.wake();
  }

  /** A later commit about a member always has a higher owner version, so the highest one tells enough. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const keys = [...this.waiters.keys()];
      for (let from = 0; from < keys.length; from += CHUNK) {
        const part = keys.slice(from, from + CHUNK);
        const rows = await this.database.read.query<{ owner_key: OwnerKey; version: number | string }>(
          `SELECT owner_key, MAX(owner_version) AS version FROM outbox WHERE owner_key IN (${marks(part.length)}) GROUP BY owner_key`,
          part,
        );
        for (const { owner_key: key, version } of rows) this.wakeBehind(key, Number(version));
      }
    } catch {
      // the database is away: whoever waits is answered when their time is over, the next look may succeed
    } finally {
      this.isLooking = false;
    }
  }

  private wakeBehind(key: OwnerKey, version: number): void {
    for (const waiter of this.waiters.get(key) ?? []) if (waiter.from.version < version) waiter.wake();
  }
}

/** Rings once for whoever waits, or for whoever comes next. */
class Bell {
  private isRung = false;
  private listener: (() => void) | null = null;

  ring(): void {
    this.isRung = true;
    this.listener?.();
  }

  async rung(): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        this.listener = resolve;
      });
    }
    this.isRung = false;
    this.listener = null;
  }
}

function eventOf({ id, type, at, data }: OutboxRow): MemberEvent {
  return { id, type: type as MemberEventType, at: toRfc3339(at), data };
}
