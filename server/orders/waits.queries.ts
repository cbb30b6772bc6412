import { Injectable } from '@nestjs/common';
import type { Wait } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { Database, type RawRow, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { waits, type WaitRow } from './orders.entity';

/** A wait that is not over, with how many wait before it. */
export type OpenWait = WaitRow & { readonly state: 'waiting' | 'offered'; readonly ahead: number };

/** Those who wait before a wait `w`; whoever has a piece kept for them is not in the way any more. */
const AHEAD = `(SELECT COUNT(*) FROM waits b WHERE w.state = 'waiting' AND b.offer_id = w.offer_id
  AND b.state = 'waiting' AND (b.version < w.version OR (b.version = w.version AND b.ordinal < w.ordinal))) AS ahead`;

/** One wait, or null. */
export async function waitById(read: Reader, id: Id<'wait'>): Promise<WaitRow | null> {
  const [raw] = await read.query('SELECT * FROM waits WHERE id = ?', [id]);
  return raw ? waits.decode(raw) : null;
}

/** Whose turn is next for a piece of an offer; null when nobody waits. */
export async function nextWait(read: Reader, offerId: Id<'offer'>): Promise<WaitRow | null> {
  const [raw] = await read.query(
    `SELECT * FROM waits WHERE offer_id = ? AND state = 'waiting' ORDER BY version, ordinal LIMIT 1`,
    [offerId],
  );
  return raw ? waits.decode(raw) : null;
}

/** A member's open wait for an offer, or null. */
export async function openWait(
  read: Reader,
  offerId: Id<'offer'>,
  memberId: Id<'member'>,
): Promise<WaitRow | null> {
  const [raw] = await read.query('SELECT * FROM waits WHERE place = ?', [placeOf(offerId, memberId)]);
  return raw ? waits.decode(raw) : null;
}

/** A member's open waits for some offers, in one query. */
export async function openWaitsOf(
  read: Reader,
  memberId: Id<'member'>,
  offerIds: readonly Id<'offer'>[],
): Promise<OpenWait[]> {
  if (offerIds.length === 0) return [];
  const rows = await read.query(
    `SELECT w.*, ${AHEAD} FROM waits w WHERE w.place IN (${offerIds.map(() => '?').join(', ')})`,
    offerIds.map((id) => placeOf(id, memberId)),
  );
  return rows.map((raw) => ({ ...waits.decode(raw), ahead: Number(raw['ahead']) }) as OpenWait);
}

/** `waits.place` of a member who waits for an offer. */
export function placeOf(offerId: Id<'offer'>, memberId: Id<'member'>): string {
  return `${offerId}:${memberId}`;
}

/** Reads of a member's waits. */
@Injectable()
export class WaitDirectory {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(
    memberId: Id<'member'>,
    query: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<Wait>> {
    const position = positionOf(query.after, ['string']);
    const rows = await this.database.read.query(
      `SELECT w.*, o.title, ${AHEAD} FROM waits w JOIN offers o ON o.id = w.offer_id
       WHERE w.member_id = ? ${position ? 'AND w.id < ?' : ''} ORDER BY w.id DESC LIMIT ?`,
      [memberId, ...(position ?? []), query.limit + 1],
    );
    return pageOf(rows, query.limit, (raw) => [String(raw['id'])], waitOf);
  }

  /** A wait as it was when it began: the body of that answer, also when replayed. */
  async joined(id: Id<'wait'>, ahead: number): Promise<Wait> {
    const [raw] = await this.database.read.query(
      'SELECT w.*, o.title FROM waits w JOIN offers o ON o.id = w.offer_id WHERE w.id = ?',
      [id],
    );
    if (!raw) throw new Error(`no wait ${id}`);
    return { ...waitOf(raw), state: 'waiting', ahead, offered_until_at: null };
  }
}

function waitOf(raw: RawRow): Wait {
  const { id, offer_id, sale_id, state, offered_until_at, at } = waits.decode(raw);
  return {
    ...{ id, offer_id, sale_id, state },
    title: String(raw['title']),
    ahead: Number(raw['ahead']),
    offered_until_at: offered_until_at === null ? null : toRfc3339(offered_until_at),
    at: toRfc3339(at),
  };
}
