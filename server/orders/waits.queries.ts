import { Injectable } from '@nestjs/common';
import type { Wait } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { AHEAD_MAX } from '../../shared/rules';
import { Database, marks, type RawRow, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { waits, type WaitRow } from './orders.entity';

/** A wait that is not over, with how many wait before it, at most `AHEAD_MAX`. */
export type OpenWait = WaitRow & { readonly state: 'waiting' | 'offered'; readonly ahead: number };

/**
 * How many wait before somebody, at most `AHEAD_MAX`: everybody who waits asks again and again, and a list may be long.
 * Whoever has a piece kept for them is in nobody's way any more.
 * @rule F10
 */
async function aheadOf(read: Reader, { offer_id, state, version, ordinal }: WaitRow): Promise<number> {
  if (state !== 'waiting') return 0;
  const [row] = await read.query<{ n: number | string }>(
    `SELECT COUNT(*) AS n FROM (SELECT id FROM waits WHERE offer_id = ? AND state = 'waiting'
     AND version <= ? AND (version < ? OR ordinal < ?) LIMIT ?) front`,
    [offer_id, version, version, ordinal, AHEAD_MAX],
  );
  return Number(row?.n ?? 0);
}

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

/** A member's open waits for some offers: one query, and one for each wait. */
export async function openWaitsOf(
  read: Reader,
  memberId: Id<'member'>,
  offerIds: readonly Id<'offer'>[],
): Promise<OpenWait[]> {
  if (offerIds.length === 0) return [];
  const rows = await read.query(
    `SELECT * FROM waits WHERE place IN (${marks(offerIds.length)})`,
    offerIds.map((id) => placeOf(id, memberId)),
  );
  return Promise.all(
    rows.map(async (raw) => {
      const wait = waits.decode(raw);
      return { ...wait, ahead: await aheadOf(read, wait) } as OpenWait;
    }),
  );
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
    const { read } = this.database;
    const rows = await read.query(
      `SELECT w.*, o.title FROM waits w JOIN offers o ON o.id = w.offer_id
       WHERE w.member_id = ? ${position ? 'AND w.id < ?' : ''} ORDER BY w.id DESC LIMIT ?`,
      [memberId, ...(position ?? []), query.limit + 1],
    );
    const found = await Promise.all(
      rows.map(async (raw) => ({ raw, ahead: await aheadOf(read, waits.decode(raw)) })),
    );
    return pageOf(
      found,
      query.limit,
      ({ raw }) => [String(raw['id'])],
      ({ raw, ahead }) => waitOf(raw, ahead),
    );
  }

  /** A wait as it was when it began: the body of that answer, also when replayed. */
  async joined(id: Id<'wait'>, ahead: number): Promise<Wait> {
    const [raw] = await this.database.read.query(
      'SELECT w.*, o.title FROM waits w JOIN offers o ON o.id = w.offer_id WHERE w.id = ?',
      [id],
    );
    if (!raw) throw new Error(`no wait ${id}`);
    return { ...waitOf(raw, ahead), state: 'waiting', offered_until_at: null };
  }
}

function waitOf(raw: RawRow, ahead: number): Wait {
  const { id, offer_id, sale_id, state, offered_until_at, at } = waits.decode(raw);
  return {
    ...{ id, offer_id, sale_id, state },
    title: String(raw['title']),
    ahead,
    offered_until_at: offered_until_at === null ? null : toRfc3339(offered_until_at),
    at: toRfc3339(at),
  };
}
