import { DAY_MS, HOUR_MS, instant } from '../../shared/kernel';
import { codeStepsJob } from '../../server/counter';
import {
  audit,
  LEDGER_CHECKS,
  ledgerPurges,
  owner,
  Relay,
  type Actor,
  type Ledger,
} from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import { jobs } from '../../server/platform/jobs';
import { drain, runnerOf } from '../platform/jobs.support';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createLedger, memberId, print } from './toy';
import type { Command } from '../../server/ledger';

/** Goal: what nobody needs any more is forgotten, nothing else, and the books still balance. */

const emit: Command<{ member: number; type: string }, null, object> = {
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
    events: [{ type: input.type, data: {} }],
  }),
};

describe('purges', () => {
  let db: TestDatabase;
  let ledger: Ledger;
  const clock = new TestClock();
  const daily = { timezone: 'Asia/Shanghai', minute: 0 };
  const till: Actor = { kind: 'till', id: 'test' };
  const system: Actor = { kind: 'system', id: 'test' };

  beforeAll(async () => {
    db = await createTestDatabase();
    ledger = createLedger(db.database, {}, clock);
  });
  afterAll(async () => {
    await ledger.close();
    await db.drop();
  });

  const kinds = () => [
    ...ledgerPurges({ database: db.database, daily, keep: ['member.joined'] }),
    codeStepsJob(db.database, daily),
  ];
  const purge = () => drain(runnerOf(db.database, clock, kinds()));
  const doneOf = async (kind: string) =>
    (await db.database.read.query('SELECT * FROM jobs WHERE kind = ? ORDER BY schedule_key', [kind]))
      .map((raw) => jobs.decode(raw))
      .map(({ done, reached }) => ({ done, reached }));
  const count = async (sql: string): Promise<number> =>
    Number((await db.database.read.query<{ n: number | string }>(sql))[0]?.n);

  it('L5: a key is good for 30 days, and its command is remembered after that', async () => {
    const give = (amount: number, key: string, actor = till) =>
      ledger.run(print, { template: 1, amount }, { key, actor });
    for (let n = 0; n < 450; n += 1) await give(1, `old:${n}`);
    await give(1, 'own', system);
    clock.advance(DAY_MS);
    await give(1, 'younger');
    // the day on which they are 30 days old, to the hour
    clock.advance(29 * DAY_MS - HOUR_MS);
    await purge();
    expect(await give(1, 'old:0')).toMatchObject({ ok: true, replayed: true });
    clock.advance(DAY_MS);
    await purge();
    expect(await give(2, 'old:0')).toMatchObject({ ok: true, replayed: false });
    expect(await give(2, 'younger')).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency_key_reused' },
    });
    expect(await give(1, 'own', system)).toMatchObject({ ok: true, replayed: true });
    expect(await count("SELECT COUNT(*) AS n FROM commands WHERE answer = ''")).toBe(450);
    expect(await count("SELECT COUNT(*) AS n FROM commands WHERE kind = 'test.print'")).toBe(453);
    clock.advance(DAY_MS);
    await purge();
    // each began where the one before had ended: nothing is looked at twice
    const done = await doneOf('ledger.forget_keys');
    expect(done.map((each) => each.done)).toEqual([0, 450, 1]);
    expect(done[2]!.reached! > done[1]!.reached!).toBe(true);
    expect((await audit(db.database, LEDGER_CHECKS)).drift).toEqual([]);
  });

  it('deletes delivered events after 30 days; not those an audit needs, nor any that is still to be delivered', async () => {
    for (const table of ['outbox', 'deliveries'])
      await db.database.transaction((session) => session.execute(`DELETE FROM ${table}`));
    const say = (member: number, type: string) =>
      ledger.run(emit, { member, type }, { key: `say:${member}:${type}`, actor: system });
    for (let n = 0; n < 5; n += 1) await say(n, 'coupon.issued');
    await say(1, 'member.joined');
    const relay = new Relay({
      ...{ database: db.database, clock, handlers: [], holder: 'test', warn: () => undefined },
    });
    await relay.tick();
    await say(2, 'coupon.redeemed');
    clock.advance(31 * DAY_MS);
    await say(3, 'coupon.redeemed');
    await purge();
    expect(
      (await db.database.read.query<{ type: string }>('SELECT type FROM outbox ORDER BY type')).map(
        ({ type }) => type,
      ),
    ).toEqual(['coupon.redeemed', 'coupon.redeemed', 'member.joined']);
  });

  it('M7: deletes used steps of codes after a day', async () => {
    const step = (id: string, at: number) =>
      db.database.transaction((session) =>
        session.execute('INSERT INTO code_steps (id, scan_id, at) VALUES (?, ?, ?)', [
          id,
          'scn_1',
          instant(at),
        ]),
      );
    clock.advance(DAY_MS);
    const today = clock.now();
    for (let n = 0; n < 250; n += 1) await step(`past:${n}`, today - 3 * DAY_MS);
    await step('fresh', today - HOUR_MS);
    await purge();
    expect(await db.database.read.query('SELECT id FROM code_steps')).toEqual([{ id: 'fresh' }]);
  });
});
