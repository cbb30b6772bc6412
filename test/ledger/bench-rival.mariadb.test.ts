import type { Id } from '../../shared/kernel';
import { createPool, type Pool } from 'mysql2/promise';
import type { Command } from '../../server/ledger';
import { claimCoupon as engineCoupon } from '../../server/coupons';
import { claimOffer as engineOffer } from '../../server/orders/claim.command';
import { TABLES } from '../../server/tables';
import { cleanEnvironment } from '../bench/processes';
import type { Books } from '../bench/rival-http';
import { offerOf } from '../bench/rush-designs';
import { claimCoupon } from '../bench/tutorial-coupons';
import { claimOffer } from '../bench/tutorial-offers';
import { World, type Person } from '../bench/world';
import { createEmptyPlace, type EmptyPlace } from '../support/database';

// The bench says that its tutorial rival keeps the same books as the engine. Here one claim of each is compared, row by row.

/** Owners of templates and offers: the engine's lock on them, which the rival does not need. */
const OUR_LOCK = /^\d\.(template|offer):/;

type Raw = Readonly<Record<string, unknown>>;

/** What must not differ: everything but ids, moments, numbers drawn, hashes of those, and the stripe of an account. */
function masked(row: Raw): string {
  const cells = Object.entries(row).map(([name, value]) => {
    if (value !== null && (name === 'at' || name.endsWith('_at'))) return [name, 'a moment'];
    if (value !== null && ['number', 'hash'].includes(name)) return [name, 'its own'];
    return [name, value];
  });
  return JSON.stringify(cells)
    .replace(/\b([a-z]{3})_[0-9A-Z]{28}/g, '$1')
    .replace(/#\d\d/g, '#')
    .replace(/_at\\":\d{13}/g, '_at":0');
}

/** An account with its counters less what they were before. */
function rise(now: Raw, before: Raw): Raw {
  const cells = Object.entries(now).map(([name, value]) =>
    /_(posted|pending)$/.test(name) ? [name, Number(value) - Number(before[name] ?? 0)] : [name, value],
  );
  return Object.fromEntries(cells) as Raw;
}

/** A database with two members, and the rival's connections to it. */
class Stage {
  private constructor(
    private readonly place: EmptyPlace,
    readonly world: World,
    private readonly pool: Pool,
  ) {}

  static async open(): Promise<Stage> {
    const place = await createEmptyPlace();
    const world = await World.open(place.dataDir, place.url, cleanEnvironment());
    await world.fill(2, 1);
    return new Stage(place, world, createPool({ uri: place.url ?? '' }));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.world.close();
    await this.place.remove();
  }

  async byEngine<I, S, O extends object>(command: Command<I, S, O>, input: I, key: string): Promise<void> {
    const { person_id, member_id: id } = this.world.members[0]!;
    const run = { key: `member:${person_id}:${key}`, actor: { kind: 'member', id } } as const;
    expect((await this.world.core.ledger.run(command, input, run)).ok).toBe(true);
  }

  async byRival(
    claim: Books['coupon'],
    of: string,
    key: string,
  ): Promise<{ status: number; replayed: boolean }> {
    const { person_id: person, member_id: member } = this.world.members[1]!;
    const connection = await this.pool.getConnection();
    try {
      await connection.query('START TRANSACTION');
      const { status, replayed = false } = await claim(connection, { of, person, member, key });
      await connection.query(status === 201 ? 'COMMIT' : 'ROLLBACK');
      return { status, replayed };
    } finally {
      connection.release();
    }
  }

  /**
   * The rows that are new or changed behind `work`, without what may differ, in text order; of accounts what they were
   * given and what they gave since, as engine and rival may have drawn the same stripe before.
   */
  async written(work: () => Promise<unknown>): Promise<string[]> {
    const before = await this.everything();
    await work();
    const changed = [...(await this.everything())].filter(([key, row]) => before.get(key) !== row);
    return changed
      .map(([key, row]) => {
        const [table = ''] = key.split(' ');
        const now = JSON.parse(row) as Raw;
        const old = JSON.parse(before.get(key) ?? '{}') as Raw;
        return `${table} ${masked(table === 'accounts' ? rise(now, old) : now)}`;
      })
      .sort();
  }

  private async everything(): Promise<Map<string, string>> {
    const all = new Map<string, string>();
    for (const { name } of TABLES) {
      for (const row of await this.world.core.database.read.query<Raw>(`SELECT * FROM ${name}`)) {
        const key = String(row['id'] ?? row['owner_key']);
        if (!OUR_LOCK.test(key)) all.set(`${name} ${key}`, JSON.stringify(row));
      }
    }
    return all;
  }
}

const SAID = { status: 201, replayed: false };

describe("the bench's tutorial rival", () => {
  it('writes for a coupon what the engine writes', async () => {
    const stage = await Stage.open();
    const { world } = stage;
    const { timezone } = world.core.config.program;
    const [{ member_id }] = world.members as [Person];
    const engine = async (template_id: Id<'template'>, key: string): Promise<void> =>
      stage.byEngine(engineCoupon(timezone), { template_id, member_id }, key);
    // whoever comes first opens the accounts that all claims share
    await engine(await world.template(1), 'key-0');
    await stage.byRival(claimCoupon, await world.template(1), 'key-0');
    const [own, template] = [await world.template(10), await world.template(10)];
    const ours = await stage.written(async () => engine(own, 'key-1'));
    const theirs = await stage.written(async () => {
      expect(await stage.byRival(claimCoupon, template, 'key-1')).toEqual(SAID);
    });
    expect(ours.length).toBeGreaterThan(9);
    expect(theirs).toEqual(ours);
    // the replay's transaction commits the bump of the member's owner, and nothing else
    const bump = await stage.written(async () => {
      expect(await stage.byRival(claimCoupon, template, 'key-1')).toEqual({ ...SAID, replayed: true });
      expect((await stage.byRival(claimCoupon, template, 'key-2')).status).toBe(409);
    });
    expect(bump).toHaveLength(1);
    await world.audit();
    await stage.close();
  });

  it('writes for an offer what the engine writes', async () => {
    const stage = await Stage.open();
    const { world } = stage;
    const [{ member_id }] = world.members as [Person];
    const engine = async (of: Awaited<ReturnType<typeof offerOf>>, key: string): Promise<void> =>
      stage.byEngine(engineOffer(), { ...of, member_id }, key);
    await engine(await offerOf(world, 1), 'key-0');
    await stage.byRival(claimOffer, (await offerOf(world, 1)).offer_id, 'key-0');
    const [own, offer] = [await offerOf(world, 10), await offerOf(world, 10)];
    const ours = await stage.written(async () => engine(own, 'key-1'));
    const theirs = await stage.written(async () => {
      expect(await stage.byRival(claimOffer, offer.offer_id, 'key-1')).toEqual(SAID);
    });
    expect(ours.length).toBeGreaterThan(9);
    expect(theirs).toEqual(ours);
    expect((await stage.byRival(claimOffer, offer.offer_id, 'key-2')).status).toBe(409);
    await world.audit();
    await stage.close();
  });
});
