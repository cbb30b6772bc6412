import { routeOf, type ConsoleRole, type ErrorCode, type RouteKey } from '../../shared/contract';
import { DAY_MS, instant, type Id, type IdKind } from '../../shared/kernel';
import { PersonTokens } from '../../server/platform/auth';
import { Config } from '../../server/platform/config';
import { Keyring } from '../../server/platform/crypto';
import { SeededRandom } from '../../server/platform/random';
import { CONSOLE_PASSWORD, createTestApp, type TestApp } from '../support/app';
import { footprintOf, settle } from '../support/footprint';
import { ID_PLACES } from '../support/id-places';
import { refusalFor, type Standing } from '../support/permissions';
import { faultOf } from '../support/problems';
import { ROUTE_KEYS, send } from '../support/requests';
import type { Json } from '../support/samples';
import { asRole } from '../api/console.support';
import { changeStaff, hire, joinCustomer } from '../api/counter.support';
import type { Edge } from '../api/edge';
import { goodRequests, loose, openEdge, type GoodRequest } from '../api/edge.support';
import { arrive } from '../api/joins.support';

/**
 * Every route with a request that would succeed, sent by everybody else. What each is told follows from the contract:
 * the route's permission, and whose the things are that the request names. (Requests with ids of nothing or of
 * somebody else are ownership.test.ts, ids of another kind bad-input.test.ts, roles with samples audiences.test.ts.)
 */
interface Caller extends Standing {
  readonly token: () => Promise<string | undefined> | string | undefined;
  /** Where somebody of the staff works, seen from the store of the requests. */
  readonly works?: 'here' | 'elsewhere' | 'nowhere';
  readonly manages?: boolean;
}

let app: TestApp;
let edge: Edge;
let good: Readonly<Record<RouteKey, GoodRequest>>;
let tokens: Readonly<Record<'stranger' | 'ben' | 'left' | 'idle' | 'bossElsewhere' | 'both', string>>;
let roles: Readonly<Record<ConsoleRole, string>>;
let cases = 0;

beforeAll(async () => {
  app = await createTestApp();
  edge = await openEdge(app);
  const { counter } = edge;
  const { store_id: here } = counter.shop;
  const left = await hire(app, '小郑', 'manager', [here]);
  await changeStaff(app, left, { state: 'left' });
  const idle = await hire(app, '小何', 'manager', [here]);
  await changeStaff(app, idle, { store_ids: [] });
  const boss = await hire(app, '老吕', 'manager', [counter.other_store_id]);
  const both = await joinCustomer(app);
  await hire(app, '小冯', 'clerk', [counter.other_store_id], both.openid);
  tokens = {
    stranger: (await arrive(app)).token,
    ben: (await joinCustomer(app)).token,
    left: left.token,
    idle: idle.token,
    bossElsewhere: boss.token,
    both: both.token,
  };
  roles = {
    admin: await app.asConsole(),
    operator: await asRole(app, 'operator'),
    analyst: await asRole(app, 'analyst'),
    auditor: await asRole(app, 'auditor'),
  };
  good = withoutPhone(await goodRequests(app, edge));
  await settle(app);
});
afterAll(async () => {
  await app.audit();
  await app.close();
  process.stdout.write(`matrix: ${cases} requests refused\n`);
});

/** A phone code is WeChat's, and spent by whoever sends it first. */
function withoutPhone(requests: typeof good): typeof good {
  const joining = requests['POST /members'];
  const { phone_code: _code, ...body } = joining.body as { readonly [name: string]: Json };
  return { ...requests, 'POST /members': { ...joining, body } };
}

/** The person of a token of ours. */
function personOf(token: string): Id<'person'> {
  return token.split('.')[1] as Id<'person'>;
}

/** A token of another installation, for somebody that we know. */
function foreign(token: string): string {
  const config = app.app.nest.get(Config).with({ secret_key: 'f'.repeat(64) });
  return new PersonTokens(new Keyring(config, new SeededRandom('foreign'))).issue(
    personOf(token),
    app.clock.now(),
  ).token;
}

function expired(token: string): string {
  const issued = instant(app.clock.now() - 7 * DAY_MS);
  return app.app.nest.get(PersonTokens).issue(personOf(token), issued).token;
}

async function signedOut(): Promise<string> {
  const body = { name: 'owner', password: CONSOLE_PASSWORD };
  const { token } = await app.ok('POST /console/sessions', { body });
  await app.ok('DELETE /console/sessions/current', { token });
  return token;
}

const person = true;
const member = true;
const staff = true;
const CALLERS: Readonly<Record<string, Caller>> = {
  nobody: { token: () => undefined },
  'the clerk, with a token that has expired': { token: () => expired(edge.counter.clerk.token) },
  'the clerk, with a token of another installation': { token: () => foreign(edge.counter.clerk.token) },
  'the member, with a token of another installation': { token: () => foreign(edge.ann.token) },
  'a person without membership': { token: () => tokens.stranger, person },
  'another member': { token: () => tokens.ben, person, member },
  'a clerk of the store': { token: () => edge.counter.colleague.token, person, staff, works: 'here' },
  'the manager of the store': {
    token: () => edge.counter.manager.token,
    person,
    staff,
    works: 'here',
    manages: true,
  },
  'a clerk of another store': {
    token: () => edge.counter.elsewhere.token,
    person,
    staff,
    works: 'elsewhere',
  },
  'a manager of another store': {
    token: () => tokens.bossElsewhere,
    person,
    staff,
    works: 'elsewhere',
    manages: true,
  },
  'a member who is clerk of another store': {
    token: () => tokens.both,
    person,
    member,
    staff,
    works: 'elsewhere',
  },
  'a manager whose stores were taken away': {
    token: () => tokens.idle,
    person,
    staff,
    works: 'nowhere',
    manages: true,
  },
  'a manager of the store who left': { token: () => tokens.left, person },
  'an operator': { token: () => roles.operator, role: 'operator' },
  'an analyst': { token: () => roles.analyst, role: 'analyst' },
  'an auditor': { token: () => roles.auditor, role: 'auditor' },
  'an admin': { token: () => roles.admin, role: 'admin' },
  'an admin who signed out': { token: signedOut },
};

/** Kinds of id in a route's request. */
const KINDS = new Map<RouteKey, ReadonlySet<IdKind>>(
  ROUTE_KEYS.map((route) => [
    route,
    new Set(ID_PLACES.filter((place) => place.route === route).map(({ kind }) => kind)),
  ]),
);

/** What may be told to somebody whose permission would do, for things that are not theirs; null when they are. */
function scopeRefusals(route: RouteKey, caller: Caller): readonly ErrorCode[] | null {
  const kinds = KINDS.get(route) ?? new Set();
  const { audience } = routeOf(route);
  if (audience === 'member' && kinds.has('coupon')) return ['not_found'];
  if (audience === 'person' && kinds.has('visit')) return ['not_found', 'already_member'];
  if (audience !== 'staff') return null;
  const ofStore: readonly IdKind[] = ['store', 'redemption', 'purchase', 'scan'];
  if (caller.works !== 'here' && ofStore.some((kind) => kinds.has(kind))) {
    return ['not_found', 'wrong_store', 'staff_without_store'];
  }
  // a ticket is for whoever opened it; an undo for whoever redeemed, or the manager (C7)
  if (kinds.has('scan')) return ['not_found'];
  if (caller.manages) return null;
  // a colleague may look at a purchase
  if (route === 'POST /staff/purchases/{id}/refunds') return ['refund_not_allowed'];
  return kinds.has('redemption') ? ['undo_not_allowed'] : null;
}

function refusalsFor(route: RouteKey, caller: Caller): readonly ErrorCode[] | null {
  const refusal = refusalFor(route, caller);
  return refusal === null ? scopeRefusals(route, caller) : [refusal];
}

describe.each(Object.entries(CALLERS))('%s', (_name, caller) => {
  it('S4 O1: gets nothing done, nor shown, that the contract does not give them', async () => {
    const token = await caller.token();
    const before = await footprintOf(app);
    const wrong: string[] = [];
    for (const route of ROUTE_KEYS) {
      const codes = refusalsFor(route, caller);
      if (codes === null) continue;
      const fault = faultOf(await send(app, route, { ...loose(good[route]), token }), { codes });
      if (fault !== null) wrong.push(`${route}: ${fault}`);
      cases += 1;
    }
    expect(wrong).toEqual([]);
    expect(await footprintOf(app)).toEqual(before);
  });
});

describe('whoever may', () => {
  // Closed since the first operator was set up.
  const CLOSED: RouteKey = 'POST /console/setup';

  it.each(ROUTE_KEYS)('%s would have done it', async (route) => {
    const reply = await send(app, route, loose(good[route]));
    const status = route === CLOSED ? 404 : routeOf(route).status;
    expect([reply.status, reply.status < 300 ? null : reply.body]).toEqual([
      status,
      status < 300 ? null : expect.objectContaining({ code: 'setup_closed' }),
    ]);
  });
});
