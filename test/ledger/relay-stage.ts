import { owner, Relay, type Command, type EventHandler, type Ledger } from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import type { Database } from '../../server/platform/database';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { spoil } from './books';
import { actor, createLedger, memberId } from './toy';

/** Emits `count` events in a member's stream. */
export const emit: Command<{ member: number; count: number }, null, object> = {
  kind: 'test.emit',
  prepare: ({ member }) => ({
    subject: owner.member(memberId(member)),
    owners: [owner.member(memberId(member))],
    seen: null,
  }),
  decide: ({ input }) => ({
    accept: {},
    transfers: [],
    writes: [],
    events: Array.from({ length: input.count }, (_, n) => ({
      type: 'test.said',
      data: { member: input.member, n },
    })),
  }),
};

/** An outbox that tests put events into, and relays that deliver them. */
export class RelayStage {
  readonly clock = new TestClock();
  readonly warnings: string[] = [];
  private db!: TestDatabase;
  private ledger!: Ledger;
  private keys = 0;

  get database(): Database {
    return this.db.database;
  }

  async open(): Promise<void> {
    this.db = await createTestDatabase();
    this.ledger = createLedger(this.database, {}, this.clock);
  }

  /** Nothing to deliver, nobody at it, an hour later. */
  async clear(): Promise<void> {
    await spoil(this.database, 'DELETE FROM outbox');
    await spoil(this.database, 'DELETE FROM deliveries');
    await spoil(this.database, 'DELETE FROM leases');
    this.warnings.length = 0;
    this.clock.advance(3_600_000);
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.db.drop();
  }

  readonly relayOf = (holder: string, ...handlers: EventHandler[]): Relay =>
    new Relay({
      database: this.database,
      clock: this.clock,
      holder,
      handlers,
      warn: (message) => this.warnings.push(message),
    });

  /** `count` events in a member's stream. */
  readonly say = async (member: number, count = 1): Promise<void> => {
    this.keys += 1;
    await this.ledger.run(emit, { member, count }, { key: `emit:${this.keys}`, actor });
  };

  /** How many events are in which state. */
  readonly states = async (): Promise<Record<string, number>> => {
    const rows = await this.database.read.query<{ state: string; n: number | string }>(
      `SELECT COALESCE(d.state, 'delivered') AS state, COUNT(*) AS n FROM outbox o LEFT JOIN deliveries d ON d.id = o.id
       GROUP BY COALESCE(d.state, 'delivered')`,
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  };
}
