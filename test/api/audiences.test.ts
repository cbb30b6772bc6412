import { routeOf, type ConsoleRole, type ErrorCode, type RouteKey } from '../../shared/contract';
import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { PersonTokens } from '../../server/platform/auth';
import { Config } from '../../server/platform/config';
import { Keyring } from '../../server/platform/crypto';
import { SeededRandom } from '../../server/platform/random';
import { CONSOLE_PASSWORD, useTestApp, type TestApp } from '../support/app';
import { footprintOf, settle } from '../support/footprint';
import { refusalFor, type Standing } from '../support/permissions';
import { faultOf } from '../support/problems';
import { ROUTE_KEYS, send } from '../support/requests';
import { asRole } from './console.support';
import { changeStaff, hire, joinCustomer, openCounter } from './counter.support';
import { loose, sampleRequest } from './edge.support';
import { arrive } from './joins.support';

/** What a caller is, for the table below. */
interface Caller extends Standing {
  readonly token: () => Promise<string | undefined> | string | undefined;
}

const AUTHORISATION: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'not_a_member', 'not_staff'];

let app: TestApp;
let tokens: Readonly<Record<'stranger' | 'member' | 'clerk' | 'manager' | 'left' | 'joinedClerk', string>>;
let roles: Readonly<Record<ConsoleRole, string>>;

useTestApp(async (started) => {
  app = started;
  const counter = await openCounter(app);
  const leaving = await hire(app, '小郑', 'manager', [counter.shop.store_id]);
  await changeStaff(app, leaving, { state: 'left' });
  const ann = await joinCustomer(app);
  const both = await joinCustomer(app);
  await hire(app, '小冯', 'clerk', [counter.shop.store_id], both.openid);
  tokens = {
    stranger: (await arrive(app)).token,
    member: ann.token,
    clerk: counter.clerk.token,
    manager: counter.manager.token,
    left: leaving.token,
    joinedClerk: both.token,
  };
  roles = {
    admin: await app.asConsole(),
    operator: await asRole(app, 'operator'),
    analyst: await asRole(app, 'analyst'),
    auditor: await asRole(app, 'auditor'),
  };
  await settle(app);
});

/** Signs an account in, for a test that may sign it out. */
async function session(name: string): Promise<string> {
  const body = { name, password: CONSOLE_PASSWORD };
  return (await app.ok('POST /console/sessions', { body })).token;
}

async function signedOut(): Promise<string> {
  const token = await session('owner');
  await app.ok('DELETE /console/sessions/current', { token });
  return token;
}

/** The person of a token of ours. */
function personOf(token: string): Id<'person'> {
  return token.split('.')[1] as Id<'person'>;
}

function expired(): string {
  const issued = instant(app.clock.now() - 7 * DAY_MS);
  return app.app.nest.get(PersonTokens).issue(personOf(tokens.member), issued).token;
}

/** A token of another installation, for a person that we know. */
function foreign(): string {
  const config = app.app.nest.get(Config).with({ secret_key: 'f'.repeat(64) });
  const keyring = new Keyring(config, new SeededRandom('foreign'));
  return new PersonTokens(keyring).issue(personOf(tokens.member), app.clock.now()).token;
}

/** A token of ours, with somebody else's name in it. */
function borrowed(): string {
  return tokens.stranger.replace(personOf(tokens.stranger), personOf(tokens.member));
}

const CALLERS: Readonly<Record<string, Caller>> = {
  nobody: { token: () => undefined },
  'an expired token': { token: expired },
  'a token of another installation': { token: foreign },
  'a token with another name in it': { token: borrowed },
  'a token with a later expiry': {
    token: () => tokens.member.replace(/\.[0-9a-z]+\.(?=[^.]*$)/, '.zzzzzzzz.'),
  },
  'a token without its signature': { token: () => tokens.member.replace(/[^.]*$/, '') },
  garbage: { token: () => 'x'.repeat(64) },
  'an unsigned JSON web token': { token: () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.' },
  'a person not joined': { token: () => tokens.stranger, person: true },
  'a member': { token: () => tokens.member, person: true, member: true },
  'a clerk': { token: () => tokens.clerk, person: true, staff: true },
  'a manager': { token: () => tokens.manager, person: true, staff: true },
  'a clerk who is a member': { token: () => tokens.joinedClerk, person: true, member: true, staff: true },
  'staff who left': { token: () => tokens.left, person: true },
  'an admin': { token: () => roles.admin, role: 'admin' },
  'an operator': { token: () => roles.operator, role: 'operator' },
  'an analyst': { token: () => roles.analyst, role: 'analyst' },
  'an auditor': { token: () => roles.auditor, role: 'auditor' },
  'a console that signed out': { token: signedOut },
};

/** What the caller is answered as far as authorisation goes; null when let in. Throws on a broken answer. */
async function verdict(route: RouteKey, token: string | undefined): Promise<ErrorCode | null> {
  const reply = await send(app, route, { ...loose(sampleRequest(route)), token });
  if (reply.status < 400) return null;
  const fault = faultOf(reply);
  if (fault !== null) throw new Error(`${route}: ${fault}`);
  const { code } = reply.body as { code: ErrorCode };
  return AUTHORISATION.includes(code) ? code : null;
}

const SIGN_OUT: RouteKey = 'DELETE /console/sessions/current';

describe.each(Object.entries(CALLERS))('%s', (_name, caller) => {
  it('O1 S4: is let in where the contract says so, and refused elsewhere without a trace', async () => {
    const token = await caller.token();
    const refused = ROUTE_KEYS.filter((route) => refusalFor(route, caller) !== null);
    const before = await footprintOf(app);
    for (const route of refused) {
      expect([route, await verdict(route, token)]).toEqual([route, refusalFor(route, caller)]);
    }
    expect(await footprintOf(app)).toEqual(before);
    for (const route of ROUTE_KEYS.filter((one) => !refused.includes(one) && one !== SIGN_OUT)) {
      expect([route, await verdict(route, token)]).toEqual([route, null]);
    }
  });
});

describe('a console session', () => {
  it.each(['admin', 'operator', 'analyst', 'auditor'] as const)('S4: of an %s ends itself', async (role) => {
    const token = await session(role === 'admin' ? 'owner' : `${role}-of-test`);
    expect(await verdict(SIGN_OUT, token)).toBeNull();
    for (const route of ROUTE_KEYS.filter((one) => routeOf(one).audience === 'console')) {
      expect([route, await verdict(route, token)]).toEqual([route, 'unauthenticated']);
    }
  });

  it('O1: ends after twelve hours', async () => {
    const token = await session('owner');
    app.clock.advance(DAY_MS / 2);
    expect(await verdict('GET /console/stores', token)).toBe('unauthenticated');
  });
});
