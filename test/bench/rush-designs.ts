import { instant, HOUR_MS, type Id } from '../../shared/kernel';
import { Tickets } from '../../server/flash-sales';
import { createOffer } from '../../server/flash-sales/offers.commands';
import { createSale } from '../../server/flash-sales/sales.commands';
import { Keyring } from '../../server/platform/crypto';
import type { Measured } from './processes';
import { PRICE_FEN } from './redis-gate';
import { request } from './scenarios';
import type { Side } from './sides';
import type { World } from './world';

/** An offer on sale, one piece for each person. */
export interface OnSale {
  /** Person `n`'s claim, a whole HTTP request. */
  ask(person: number, key: string): string;
  /** How many pieces are claimed. Throws unless they and what is left make the stock, and nobody has two. */
  claimed(): Promise<number>;
  /** Of these people and keys, how many have left a trace. */
  traces(asked: readonly { readonly person: number; readonly key: string }[]): Promise<number>;
}

/** A way to sell what too many want, ours or another. */
export interface Design {
  readonly name: 'rush' | 'rush.tutorial' | 'rush.lean' | 'rush.redis';
  readonly servers: readonly Measured[];
  readonly db: Side['db'];
  readonly store_pid?: number;
  /** Waits until all that was answered is done. */
  readonly settled: (() => Promise<void>) | null;
  sell(stock: number): Promise<OnSale>;
  close(): Promise<void>;
}

export const claimLine = (offer: string): string => `POST /api/v1/offers/${offer}/claims`;

/** Ours. What claims need was made by the engine. */
export class Ours implements Design {
  readonly name = 'rush';
  private readonly tickets: Tickets;

  constructor(private readonly side: Side) {
    const { core } = side.world;
    this.tickets = new Tickets(new Keyring(core.config, core.random));
  }

  get servers(): readonly Measured[] {
    return this.side.servers;
  }

  get db(): Side['db'] {
    return this.side.db;
  }

  readonly settled = (): Promise<void> => this.side.world.settled();

  async sell(stock: number): Promise<OnSale> {
    const { world } = this.side;
    const { sale_id, offer_id } = await offerOf(world, stock);
    return onSale(world, { name: this.name, offer_id, stock }, (n, key) => {
      const { token, member_id } = world.members[n]!;
      return request(claimLine(offer_id), { token, key, ticket: this.tickets.issue(sale_id, member_id) });
    });
  }

  async close(): Promise<void> {
    for (const server of this.side.servers) await server.stop();
    await this.side.world.audit();
    await this.side.world.close();
  }
}

/** A sale of one offer, on for hours, with holds that last as long as any may. */
export async function offerOf(
  world: World,
  stock: number,
): Promise<{ sale_id: Id<'sale'>; offer_id: Id<'offer'> }> {
  const now = world.core.clock.now();
  const { sale_id } = await world.run(createSale, {
    ...{ merchant_id: world.merchant(), kind: 'flash', name: '周五抢购', store_ids: [] },
    starts_at: instant(now - HOUR_MS),
    ends_at: instant(now + 12 * HOUR_MS),
    ...{ min_tier_level: 0, new_members_only: false, hold_minutes: 120 },
  });
  const { offer_id } = await world.run(createOffer, {
    ...{ sale_id, goods: { kind: 'item' }, title: '招牌奶茶', pieces: 1, stock },
    ...{ list_price_fen: 2_990, price_fen: PRICE_FEN, price_points: 0, per_member: 1, pickup_store_ids: [] },
    ...{ pickup_days: 7, on_missed: 'refund', counter_allowed: true, restock: true },
  });
  return { sale_id, offer_id };
}

/** What became of an offer in our schema, whoever wrote it. */
export function onSale(
  world: World,
  of: { readonly name: string; readonly offer_id: Id<'offer'>; readonly stock: number },
  ask: OnSale['ask'],
): OnSale {
  const { name, offer_id, stock } = of;
  const { read } = world.core.database;
  return {
    ask,
    claimed: async () => {
      const [row] = await read.query<Record<string, number | string>>(
        `SELECT (SELECT COUNT(*) FROM orders WHERE offer_id = ?) AS claimed,
           (SELECT COUNT(DISTINCT member_id) FROM orders WHERE offer_id = ?) AS people,
           (SELECT credits_posted - debits_posted - debits_pending FROM accounts WHERE id = ?) AS remaining`,
        [offer_id, offer_id, `stock.offer:${offer_id}`],
      );
      const { claimed, people, remaining } = row ?? {};
      return exact(name, stock, Number(claimed), Number(people), Number(remaining));
    },
    traces: async (asked) => {
      let found = 0;
      for (const { person, key } of asked) {
        const { person_id, member_id } = world.members[person]!;
        const rows = await read.query(
          `SELECT id FROM orders WHERE offer_id = ? AND member_id = ?
           UNION ALL SELECT id FROM commands WHERE idem = ?
           UNION ALL SELECT id FROM accounts WHERE id = ?`,
          [offer_id, member_id, `member:${person_id}:${key}`, `quota.offer_member:${member_id}:${offer_id}`],
        );
        found += rows.length;
      }
      return found;
    },
  };
}

/** Throws unless each piece is claimed once, by somebody of their own, or left. */
export function exact(
  name: string,
  stock: number,
  claimed: number,
  people: number,
  remaining: number,
): number {
  if (claimed + remaining !== stock || remaining < 0 || people !== claimed)
    throw new Error(
      `${name}: ${claimed} claims of ${people} people and ${remaining} left of a stock of ${stock}`,
    );
  return claimed;
}
