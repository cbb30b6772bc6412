import type { Id } from '../../shared/kernel';
import type { Rival } from './rivals';
import type { Side } from './sides';
import type { Person, World } from './world';

/** Nobody answers so many requests in a millisecond: how long a list that is used once has to be. */
const REQUESTS_PER_MS = 12;
/** Coupons that everybody may claim in one measurement. */
const KINDS_MAX = 3;
/** Stock of the template that is sold out, thus how many winners may come back. */
const WINNERS = 1_000;

/** A kind of load. */
export interface Scenario {
  readonly name: string;
  readonly expected: { readonly status: number; readonly replayed: boolean };
  /** Whether the list of requests may be sent again and again. */
  readonly again: boolean;
  /** Whether events follow, whose delivery is counted too. */
  readonly writes: boolean;
  /** Statuses that may come besides what is expected, and within how long the requests come: see LoadJob. */
  readonly besides?: readonly number[];
  readonly spread_ms?: number;
  requests(ms: number): Promise<string[]>;
}

interface Ask {
  readonly token: string;
  readonly key?: string;
  readonly ticket?: string;
  readonly body?: object;
}

/** A whole HTTP request. */
export function request(line: string, { token, key, ticket, body }: Ask): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const head = [
    `${line} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    ...(key === undefined ? [] : [`Idempotency-Key: ${key}`]),
    ...(ticket === undefined ? [] : [`Liuke-Ticket: ${ticket}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    ...(line.startsWith('GET') ? [] : [`Content-Length: ${Buffer.byteLength(text)}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

export const HELLO: Scenario = {
  name: 'hello',
  expected: { status: 200, replayed: false },
  ...{ again: true, writes: false },
  requests: async () => ['GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
};

const claimOf = (template: string): string => `POST /api/v1/coupon-templates/${template}/claims`;
const winnerKey = (n: number): string => `winner-${String(n).padStart(6, '0')}`;

/** What one side of the bench keeps from measurement to measurement. */
export class Scenarios {
  private serial = 0;
  private readonly prepared: Id<'template'>[] = [];

  private constructor(
    private readonly world: World,
    private readonly soldOut: Id<'template'>,
    private readonly winners: readonly Person[],
  ) {}

  /** Sells one template out beforehand. */
  static async of({ world }: Pick<Side, 'world'>): Promise<Scenarios> {
    const winners = world.members.slice(0, Math.min(WINNERS, world.members.length / 2));
    const template = await world.template(winners.length);
    await world.claim(template, winners, winnerKey);
    return new Scenarios(world, template, winners);
  }

  /** Makes the templates of so many measurements of accepted claims beforehand. */
  async prepare(measurements: number): Promise<void> {
    const stock = this.world.members.length;
    for (let n = 0; n < measurements * KINDS_MAX; n += 1)
      this.prepared.push(await this.world.template(stock));
  }

  all(): Scenario[] {
    return [this.accepted(), this.refused(), this.replayed(), this.points(), ...this.reads()];
  }

  /** Everybody claims the same new coupon once, then the next one, while the time lasts. */
  accepted(): Scenario {
    return {
      name: 'claim.accepted',
      expected: { status: 201, replayed: false },
      ...{ again: false, writes: true },
      requests: async (ms) => {
        const { members } = this.world;
        const some = members.slice(0, ms * REQUESTS_PER_MS);
        const all: string[] = [];
        for (let n = 0; n < Math.min(KINDS_MAX, (ms * REQUESTS_PER_MS) / some.length); n += 1) {
          const line = claimOf(this.prepared.pop() ?? (await this.world.template(some.length)));
          all.push(...some.map(({ token }) => request(line, { token, key: this.key() })));
        }
        return all;
      },
    };
  }

  /** Those who were late go on trying. */
  refused(): Scenario {
    const line = claimOf(this.soldOut);
    return {
      name: 'claim.refused',
      expected: { status: 409, replayed: false },
      ...{ again: true, writes: false },
      requests: async () =>
        this.world.members
          .slice(this.winners.length)
          .map(({ token }) => request(line, { token, key: this.key() })),
    };
  }

  /** Those who won ask again with their key, after the sell-out. */
  replayed(): Scenario {
    const line = claimOf(this.soldOut);
    return {
      name: 'claim.replayed',
      expected: { status: 201, replayed: true },
      ...{ again: true, writes: false },
      requests: async () => this.winners.map(({ token }, n) => request(line, { token, key: winnerKey(n) })),
    };
  }

  /** Scanned members' purchases, each with its points. */
  points(): Scenario {
    return {
      name: 'points.posted',
      expected: { status: 201, replayed: false },
      ...{ again: false, writes: true },
      requests: async (ms) => {
        const tickets = await this.world.tickets(Math.min(this.world.members.length, 4 * ms));
        return tickets.map(({ scan_id, store_id, clerk }, n) => {
          const body = { scan_id, store_id, amount_fen: 1_200 + (n % 90) * 100 };
          return request('POST /api/v1/staff/purchases', { token: clerk.token, key: this.key(), body });
        });
      },
    };
  }

  /** Home, points and wallet of everybody in turn. */
  reads(): Scenario[] {
    const pages = { 'read.me': '/me', 'read.points': '/me/points', 'read.coupons': '/me/coupons' };
    return Object.entries(pages).map(([name, path]) => ({
      name,
      expected: { status: 200, replayed: false },
      ...{ again: true, writes: false },
      requests: async () => this.world.members.map(({ token }) => request(`GET /api/v1${path}`, { token })),
    }));
  }

  private key(): string {
    this.serial += 1;
    return `bench-${String(this.serial).padStart(8, '0')}`;
  }
}

/** The same claims, asked of another design. */
export function rivalScenarios(rival: Rival): Scenario[] {
  const claims = (name: string, status: number, stockOf: (asked: number) => number): Scenario => ({
    name: `${rival.name}.${name}`,
    expected: { status, replayed: false },
    ...{ again: false, writes: false },
    requests: async (ms) => {
      const tokens = rival.tokens().slice(0, ms * REQUESTS_PER_MS);
      const template = await rival.template(stockOf(tokens.length));
      return tokens.map((token, n) => request(claimOf(template), { token, key: `${template}-${n}` }));
    },
  });
  return [claims('accepted', 201, (asked) => asked), claims('refused', 409, () => 0)];
}
