import { CONSOLE_ROLES, PERMISSIONS, routeOf, routes, type RouteKey } from '../../../shared/contract';
import { DAY_MS, instant, type Id } from '../../../shared/kernel';
import { ACCESS, isConsolePermission, PersonTokens, roleMay } from '../../../server/platform/auth';
import { loadConfig } from '../../../server/platform/config';
import { Keyring } from '../../../server/platform/crypto';
import { SeededRandom } from '../../../server/platform/random';

const keys = { LIUKE_SECRET_KEY: 's'.repeat(32), LIUKE_HASH_KEY: 'h'.repeat(32) };
const keyring = new Keyring(loadConfig(keys), new SeededRandom('auth'));
const tokens = new PersonTokens(keyring);
const now = instant(Date.UTC(2026, 10, 20));
const person: Id<'person'> = 'prs_01KA0000000000000000000000AB';

describe('person tokens', () => {
  it('are good for seven days and not a millisecond more', () => {
    const { token, expires_at } = tokens.issue(person, now);
    expect(expires_at).toBe(now + 7 * DAY_MS);
    expect(tokens.verify(token, now)).toBe(person);
    expect(tokens.verify(token, instant(expires_at - 1))).toBe(person);
    expect(tokens.verify(token, expires_at)).toBeNull();
  });

  it('cannot be changed, cut, prolonged or made for somebody else', () => {
    const { token, expires_at } = tokens.issue(person, now);
    const later = token.replace(expires_at.toString(36), (expires_at + DAY_MS).toString(36));
    const other = token.replace('AB', 'AC');
    const unsigned = `p1.${person}.zzzzzzzzz.`;
    const foreign = new Keyring(
      loadConfig({ ...keys, LIUKE_SECRET_KEY: 'x'.repeat(32) }),
      new SeededRandom('x'),
    );
    const forged = new PersonTokens(foreign).issue(person, now).token;
    const strange = [
      later,
      other,
      unsigned,
      forged,
      token.slice(0, -1),
      `${token}.`,
      '',
      'p1...',
      'x'.repeat(10_000),
    ];
    for (const text of strange) expect(tokens.verify(text, now)).toBeNull();
    const claim = `p1.mem_01KA0000000000000000000000AB.zzzzzzzz`;
    expect(tokens.verify(`${claim}.${keyring.sign('person-token', claim)}`, now)).toBeNull();
  });
});

describe('access by role', () => {
  it('lets admins do all, operators all but accounts, the others only read', () => {
    for (const permission of PERMISSIONS.filter(isConsolePermission)) {
      const reads = permission.endsWith('.read') || permission === 'session.own';
      expect(roleMay('admin', permission)).toBe(true);
      expect(roleMay('operator', permission)).toBe(permission !== 'accounts.write');
      expect(roleMay('analyst', permission)).toBe(reads);
      expect(roleMay('auditor', permission)).toBe(reads);
    }
    for (const roles of Object.values(ACCESS)) {
      for (const role of roles) expect(CONSOLE_ROLES).toContain(role);
    }
  });

  it('fits the contract: console routes need a console permission, the others that of their audience', () => {
    for (const key of Object.keys(routes) as RouteKey[]) {
      const { audience, permission } = routeOf(key);
      const expected = audience === 'staff' ? 'staff.counter' : audience;
      if (audience === 'console') expect([key, isConsolePermission(permission)]).toEqual([key, true]);
      else expect([key, permission]).toEqual([key, expected]);
    }
  });

  it('fits the contract: what needs a key has somebody to scope it to, and reads need none', () => {
    for (const key of Object.keys(routes) as RouteKey[]) {
      const route = routeOf(key);
      if (route.once) expect([key, route.audience]).not.toEqual([key, 'public']);
      if (key.startsWith('GET ')) expect([key, route.once, route.body]).toEqual([key, false, undefined]);
    }
  });
});
