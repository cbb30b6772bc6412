import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIT_CHECKS } from '../../server/features';
import { Tickets } from '../../server/flash-sales';
import { audit } from '../../server/ledger';
import { Keyring } from '../../server/platform/crypto';
import { SeededRandom } from '../../server/platform/random';
import { offerOf } from '../bench/rush-designs';
import { World, type Person } from '../bench/world';
import { requestOf, type RawRequest, type Reply } from '../support/app';
import { pause } from './crash-loop';
import { ServerProcess } from './server-process';

export interface RushOptions {
  /** `DATABASE_URL` of an empty MariaDB database; null for the embedded one. */
  readonly url: string | null;
  readonly processes: number;
  readonly stock: number;
  readonly members: number;
  readonly connections: number;
  readonly seed: string;
}

/** Figures of a rush in which a process was killed. */
export interface RushFigures {
  readonly stock: number;
  readonly claims: number;
  readonly remaining: number;
  readonly over_limit: number;
  readonly acknowledged: number;
  readonly found: number;
  readonly unasked: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly drift: number;
}

interface Claimed {
  readonly request: RawRequest;
  readonly order: string;
}

const PAUSE_MS = 20;
/** One member in so many taps twice, with two keys. */
const TAPS_TWICE_ONE_IN = 10;
/** The part of the stock that is gone when a process is killed. */
const KILLED_AFTER = 1 / 3;
const REFUSALS = ['sold_out', 'limit_reached'];

/** A rush on one offer by members who ask until they are answered, while a server is killed with -9 and comes back. */
export class RushCrash {
  /** What must not be: wrong codes, answers that change. */
  readonly broken: unknown[] = [];
  private readonly claimed: Claimed[] = [];
  private readonly servers: ServerProcess[] = [];
  private readonly random: SeededRandom;
  private unanswered = 0;
  private refused = 0;
  private next = 0;

  private constructor(
    private readonly options: RushOptions,
    private readonly folder: string,
    private readonly world: World,
  ) {
    this.random = new SeededRandom(options.seed);
  }

  static async open(options: RushOptions): Promise<RushCrash> {
    const folder = mkdtempSync(join(tmpdir(), 'liuke-rush-'));
    const world = await World.open(folder, options.url, {});
    await world.fill(options.members, 1);
    const rush = new RushCrash(options, folder, world);
    const log = join(folder, 'server.log');
    writeFileSync(log, '');
    for (let n = 0; n < options.processes; n += 1)
      rush.servers.push(await ServerProcess.start({ ...world.env, LIUKE_LOG_LEVEL: 'warn' }, log));
    return rush;
  }

  /** Plays the rush on a fresh offer, kills one process in the middle, and counts. */
  async run(): Promise<RushFigures> {
    const { stock, connections } = this.options;
    this.claimed.length = this.unanswered = this.refused = 0;
    const { sale_id, offer_id } = await offerOf(this.world, stock);
    const { core, members } = this.world;
    const tickets = new Tickets(new Keyring(core.config, core.random));
    const queue = members.map((member, n) => ({ member, n }));
    const buyers = Array.from({ length: connections }, async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const { member, n } = one;
        const ticket = tickets.issue(sale_id, member.member_id);
        const taps = n % TAPS_TWICE_ONE_IN === 0 ? 2 : 1;
        await Promise.all(Array.from({ length: taps }, () => this.claim(offer_id, ticket, member)));
      }
    });
    await this.killOne(Math.floor(stock * KILLED_AFTER));
    await Promise.all(buyers);
    return this.count(offer_id);
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.end('SIGKILL');
    await this.world.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async killOne(after: number): Promise<void> {
    while (this.claimed.length < after) await pause(1);
    const victim = this.servers[this.random.int(this.servers.length)]!;
    await victim.end('SIGKILL');
    await victim.up();
  }

  private async claim(offer: string, ticket: string, { token }: Person): Promise<void> {
    const request = requestOf('POST /offers/{id}/claims', {
      token,
      params: { id: offer },
      headers: { 'liuke-ticket': ticket },
    });
    const { status, body } = await this.ask(request);
    const { order, code } = body as { order?: { id: string }; code?: string };
    if (status === 201 && order) this.claimed.push({ request, order: order.id });
    else if (REFUSALS.includes(code ?? '')) this.refused += 1;
    else this.broken.push({ status, body });
  }

  /** Asks one process after the other until there is an answer for good. */
  private async ask(request: RawRequest): Promise<Reply<unknown>> {
    for (;;) {
      this.next += 1;
      const reply = await this.servers[this.next % this.servers.length]!.raw(request).catch(() => null);
      if (reply?.status === 500) this.broken.push(reply.body);
      const isAsideFor = (reply?.body as { code?: string } | undefined)?.code === 'claim_in_flight';
      if (reply && reply.status < 500 && !isAsideFor) return reply;
      this.unanswered += 1;
      await pause(PAUSE_MS);
    }
  }

  private async count(offer: string): Promise<RushFigures> {
    const { database } = this.world.core;
    for (const { request, order } of this.claimed) {
      const again = await this.ask(request);
      const same = (again.body as { order?: { id: string } }).order?.id === order;
      if (!again.replayed || !same) this.broken.push({ order, again });
    }
    const orders = await database.read.query<{ id: string; member_id: string }>(
      'SELECT id, member_id FROM orders WHERE offer_id = ?',
      [offer],
    );
    const [left] = await database.read.query<{ n: number | string }>(
      'SELECT credits_posted - debits_posted - debits_pending AS n FROM accounts WHERE id = ?',
      [`stock.offer:${offer}`],
    );
    const ids = new Set(orders.map(({ id }) => id));
    const told = new Set(this.claimed.map(({ order }) => order));
    const { drift } = await audit(database, AUDIT_CHECKS);
    this.broken.push(...drift);
    return {
      stock: this.options.stock,
      claims: orders.length,
      remaining: Number(left?.n),
      over_limit: orders.length - new Set(orders.map(({ member_id }) => member_id)).size,
      acknowledged: told.size,
      found: [...told].filter((order) => ids.has(order)).length,
      // everybody asks until they know: an order that nobody was told of would be a double
      unasked: orders.filter(({ id }) => !told.has(id)).length,
      unanswered: this.unanswered,
      refused: this.refused,
      drift: drift.length,
    };
  }
}
