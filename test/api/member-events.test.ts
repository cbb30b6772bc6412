import type { Id } from '../../shared/kernel';
import type { Ledger } from '../../server/ledger';
import { MemberFeed, POLLS_PER_MEMBER } from '../../server/members/members.feed';
import { STREAM_START } from '../../server/members/members.rules';
import type { Database, Reader, SqlValue } from '../../server/platform/database';
import { createTestApp, useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { arrive, createShop, createTemplate, joinNew } from './joins.support';

let app: TestApp;
let template: Id<'template'>;
useTestApp(async (started) => {
  app = started;
  const limits = { per_member: null, per_member_day: null, per_day: null, per_phone: null };
  template = await createTemplate(app, await createShop(app), { listed: true, stock: 1_000, limits });
});

/** A poll that takes this long has not been woken: it ends by itself after twenty seconds. */
const WAIT_MS = 15_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function claim(token: string): Promise<string> {
  const { coupon } = await app.ok('POST /coupon-templates/{id}/claims', { token, params: { id: template } });
  return coupon.id;
}

async function position(token: string): Promise<string> {
  return (await app.ok('GET /me/events', { token })).next;
}

/** Waits until so many polls are open. */
async function untilWaiting(feed: MemberFeed, count: number): Promise<void> {
  while (feed.waiting !== count) await pause(10);
}

/** An answer with the milliseconds it took. */
async function timed<T>(work: Promise<T>): Promise<{ value: T; took: number }> {
  const begin = performance.now();
  return { value: await work, took: performance.now() - begin };
}

/** A database that answers no look at other processes' commits. */
function blind(database: Database): Database {
  const read: Reader = {
    query: (sql, params) =>
      sql.includes('MAX(owner_version)') ? Promise.resolve([]) : database.read.query(sql, params),
  };
  return { read } as unknown as Database;
}

describe('what happened to me', () => {
  it('L4: is told in order, with ids and numbers only', async () => {
    const { token, joined } = await joinNew(app);
    const coupon = await claim(token);
    const { items, next } = await app.ok('GET /me/events', { token, query: { after: '0.0' } });
    expect(items.map(({ type }) => type)).toEqual(['member.joined', 'coupon.issued']);
    expect(items[0]?.data['member_id']).toBe(joined.member.id);
    expect(items[1]?.data).toMatchObject({ coupon_id: coupon, template_id: template });
    expect(items[0]?.at).toBe(new Date(app.clock.now()).toISOString());
    expect(await position(token)).toBe(next);
  });

  it('L4: comes in pages, none twice and none left out', async () => {
    const { token } = await joinNew(app);
    const mine = await Promise.all(Array.from({ length: 60 }, () => claim(token)));
    const seen: unknown[] = [];
    let after = '0.0';
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next } = await app.ok('GET /me/events', { token, query: { after, wait_ms: 0 } });
      seen.push(...items.map(({ data }) => data['coupon_id'] ?? 'joined'));
      after = next;
    }
    expect(seen).toHaveLength(61);
    expect(new Set(seen)).toEqual(new Set(['joined', ...mine]));
  });

  it('L4: is told to nobody else', async () => {
    const [me, other] = await Promise.all([joinNew(app), joinNew(app)]);
    const after = await position(me.token);
    const poll = app.ok('GET /me/events', { token: me.token, query: { after, wait_ms: 400 } });
    await claim(other.token);
    expect((await poll).items).toEqual([]);
  });

  it('M1: somebody who has not joined has no stream; a place that none is, is refused', async () => {
    const { token } = await arrive(app);
    expect((await app.call('GET /me/events', { token })).body.code).toBe('not_a_member');
    const member = await joinNew(app);
    for (const after of ['x', '1', '1.2.3', '-1.0']) {
      const reply = await app.call('GET /me/events', { token: member.token, query: { after } });
      expect([reply.status, reply.body.code, reply.body.fields?.[0]?.field]).toEqual([
        400,
        'malformed',
        'after',
      ]);
    }
    const ahead = await app.ok('GET /me/events', {
      token: member.token,
      query: { after: '999999.0', wait_ms: 0 },
    });
    expect(ahead).toEqual({ items: [], next: '999999.0' });
  });
});

describe('waiting', () => {
  it('L6: a poll answers by itself as soon as something is committed', async () => {
    const { token } = await joinNew(app);
    const after = await position(token);
    const poll = timed(app.ok('GET /me/events', { token, query: { after } }));
    await pause(200);
    const coupon = await claim(token);
    const { value, took } = await poll;
    expect(took).toBeLessThan(WAIT_MS);
    expect(value.items.map(({ data }) => data['coupon_id'])).toEqual([coupon]);
    expect(await position(token)).toBe(value.next);
  });

  it('L6: the commit itself wakes who waits; nobody has to look', async () => {
    const { token, joined } = await joinNew(app);
    const { database, ledger } = app.app.core;
    const feed = new MemberFeed(blind(database), ledger);
    const from = await feed.position(joined.member.id);
    const poll = timed(feed.next(joined.member.id, from, 20_000, new AbortController().signal));
    await pause(1_200);
    const coupon = await claim(token);
    const { value, took } = await poll;
    expect(took).toBeLessThan(WAIT_MS);
    expect(value.items.map(({ data }) => data['coupon_id'])).toEqual([coupon]);
    feed.onModuleDestroy();
  });

  it('L6: a poll ends empty when its time is over, and at once when it has none', async () => {
    const { token } = await joinNew(app);
    const after = await position(token);
    const none = await timed(app.ok('GET /me/events', { token, query: { after, wait_ms: 0 } }));
    expect(none.value).toEqual({ items: [], next: after });
    const some = await timed(app.ok('GET /me/events', { token, query: { after, wait_ms: 400 } }));
    expect(some.value).toEqual({ items: [], next: after });
    expect(some.took).toBeGreaterThan(380);
    expect(some.took).toBeLessThan(WAIT_MS);
    expect(app.app.nest.get(MemberFeed).waiting).toBe(0);
  });

  it('L6: a member can hold only so many polls open; one more is answered at once', async () => {
    const { joined } = await joinNew(app);
    const { database, ledger } = app.app.core;
    const feed = new MemberFeed(database, ledger);
    const from = await feed.position(joined.member.id);
    const hangUp = new AbortController();
    const poll = () => feed.next(joined.member.id, from, 20_000, hangUp.signal);
    const open = Array.from({ length: POLLS_PER_MEMBER }, poll);
    const { value, took } = await timed(poll());
    expect(value).toEqual({ items: [], next: from });
    expect(took).toBeLessThan(WAIT_MS);
    expect(feed.waiting).toBe(POLLS_PER_MEMBER);
    hangUp.abort();
    await Promise.all(open);
    expect(feed.waiting).toBe(0);
    feed.onModuleDestroy();
  });

  it('L6: nothing is missed between two polls, however fast things happen', async () => {
    const { token } = await joinNew(app);
    let after = await position(token);
    const seen: unknown[] = [];
    const reading = (async () => {
      while (seen.length < 30) {
        const { items, next } = await app.ok('GET /me/events', { token, query: { after, wait_ms: 5_000 } });
        seen.push(...items.map(({ data }) => data['coupon_id']));
        after = next;
      }
    })();
    const mine: string[] = [];
    for (let i = 0; i < 30; i += 1) mine.push(await claim(token));
    await reading;
    expect(seen).toEqual(mine);
  });

  it('L6: a poll stops when the phone hangs up', async () => {
    const { token } = await joinNew(app);
    const after = await position(token);
    await app.app.nest.listen(0, '127.0.0.1');
    const feed = app.app.nest.get(MemberFeed);
    const hangUp = new AbortController();
    const poll = fetch(`${await app.app.nest.getUrl()}/api/v1/me/events?after=${after}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: hangUp.signal,
    }).catch(() => 'hung up');
    await untilWaiting(feed, 1);
    hangUp.abort();
    expect(await poll).toBe('hung up');
    // well before the poll would end by itself
    const { took } = await timed(untilWaiting(feed, 0));
    expect(took).toBeLessThan(WAIT_MS);
  });
});

describe('several processes', () => {
  it('L9: what another process commits is found within a second or so, by one look for all who wait', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, () => joinNew(app)));
    const { database } = app.app.core;
    let looks = 0;
    const read: Reader = {
      query: (sql, params) => {
        if (sql.includes('MAX(owner_version)')) looks += 1;
        return database.read.query(sql, params);
      },
    };
    // a process that hears of no commit but its own, and makes none
    const deaf = { onCommitted: () => () => undefined } as unknown as Ledger;
    const feed = new MemberFeed({ read } as unknown as Database, deaf);
    const polls = members.map(async ({ joined }) => {
      const from = await feed.position(joined.member.id);
      return feed.next(joined.member.id, from, 20_000, new AbortController().signal);
    });
    await untilWaiting(feed, 20);
    looks = 0;
    const begin = performance.now();
    await Promise.all(members.map(({ token }) => claim(token)));
    const pages = await Promise.all(polls);
    const took = performance.now() - begin;
    expect(took).toBeLessThan(WAIT_MS);
    expect(pages.every(({ items }) => items[0]?.type === 'coupon.issued')).toBe(true);
    expect(looks).toBeLessThanOrEqual(2 + Math.ceil(took / 1_000));
    feed.onModuleDestroy();
  });

  if (testDatabase === 'mariadb') {
    it('L9: a poll at one server answers what the other server did', async () => {
      const other = await app.second();
      const { token } = await joinNew(app);
      const after = await position(token);
      const poll = timed(other.ok('GET /me/events', { token, query: { after } }));
      await pause(200);
      const coupon = await claim(token);
      const { value, took } = await poll;
      expect(value.items.map(({ data }) => data['coupon_id'])).toEqual([coupon]);
      expect(took).toBeLessThan(WAIT_MS);
      await other.close();
    });
  }

  it('L6: a server that shuts down answers who waits', async () => {
    const own = await createTestApp();
    const { token } = await joinNew(own);
    const { next } = await own.ok('GET /me/events', { token });
    const poll = timed(own.call('GET /me/events', { token, query: { after: next } }));
    await untilWaiting(own.app.nest.get(MemberFeed), 1);
    const closing = own.close();
    const { value, took } = await poll;
    expect([value.status, value.body]).toEqual([200, { items: [], next }]);
    expect(took).toBeLessThan(WAIT_MS);
    await closing;
  });

  it('L6: a database that is away for a moment ends no poll', async () => {
    const { joined } = await joinNew(app);
    const { database } = app.app.core;
    let isAway = false;
    let answered = 0;
    let refused = 0;
    const read: Reader = {
      query: async <R>(sql: string, params?: readonly SqlValue[]) => {
        if (isAway) {
          refused += 1;
          throw new Error('away');
        }
        const rows = await database.read.query<R>(sql, params);
        answered += 1;
        return rows;
      },
    };
    const deaf = { onCommitted: () => () => undefined } as unknown as Ledger;
    const feed = new MemberFeed({ read } as unknown as Database, deaf);
    const from = await feed.position(joined.member.id);
    const poll = feed.next(joined.member.id, { ...from }, 4_000, new AbortController().signal);
    while (answered < 2) await pause(10);
    isAway = true;
    while (refused === 0) await pause(10);
    isAway = false;
    expect(await poll).toEqual({ items: [], next: from });
    expect((await feed.after(joined.member.id, STREAM_START)).items).toHaveLength(1);
    feed.onModuleDestroy();
  });
});
