import { SECOND_MS } from '../../shared/kernel';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { settle } from '../support/footprint';
import { countRows } from '../api/joins.support';
import { BEGIN, connectionLost, FaultLine } from '../ledger/fault-line';
import type { Act } from './act';
import { ACTS, FeatureActs } from './feature-acts';

/**
 * Goal: whichever statement of a real command fails, over HTTP there is one effect and one answer, or the outcome is
 * unknown and the same key finds it out.
 */

const faults = new FaultLine();
let app: TestApp;
let acts: FeatureActs;

beforeAll(async () => {
  app = await createTestApp();
  acts = await FeatureActs.open(app);
  await settle(app);
  app.app.core.database.injectFaults(faults.hook);
});
afterAll(async () => {
  await app.close();
});
afterEach(async () => {
  faults.clear();
  await app.audit();
});

async function expectDone(act: Act, reply: Awaited<ReturnType<Act['ask']>>): Promise<void> {
  expect([reply.status, reply.body]).toEqual([201, expect.anything()]);
  for (const [table, column, id] of act.made(reply.body))
    expect([
      table,
      await countRows(app, `SELECT COUNT(*) AS n FROM ${table} WHERE ${column} = ?`, [id]),
    ]).toEqual([table, 1]);
}

/** What a lost answer leads to: the client asks again with its key, and gets the same. */
async function expectReplayed(act: Act, key: string, first: Awaited<ReturnType<Act['ask']>>): Promise<void> {
  const again = await act.ask(key);
  expect([again.status, again.replayed]).toEqual([201, true]);
  expect(again.body).toEqual(first.body);
  await expectDone(act, again);
}

/** The least number of statements of a batch: fewer would mean that the faults did not reach it. */
const LEAST = 9;

describe.each(ACTS)('a fault at every statement of a real command: %s', (name) => {
  it.each([
    ['the connection is lost before it', 'before'],
    ['its answer is lost', 'after'],
  ] as const)('L6: %s, and nobody notices', async (_, phase) => {
    for (let nth = 0; ; nth += 1) {
      const act = await acts.all[name]();
      const key = freshKey();
      const fault = faults.failOnce(nth, phase, connectionLost);
      const reply = await act.ask(key);
      faults.clear();
      // asked once, so no replay, also where the answer to COMMIT was lost
      expect(reply.replayed).toBe(false);
      await expectDone(act, reply);
      await expectReplayed(act, key, reply);
      if (fault.done()) continue;
      expect(nth).toBeGreaterThanOrEqual(LEAST);
      return;
    }
  });

  it('L6: the database goes away at it and stays away: the outcome is unknown, and the key finds it out', async () => {
    const lostAt: string[] = [];
    for (let nth = 0; ; nth += 1) {
      const act = await acts.all[name]();
      const key = freshKey();
      const gone = goAwayAt(nth);
      const lost = await act.ask(key);
      faults.clear();
      const at = gone();
      if (at === null) break;
      lostAt.push(at);
      expect([lost.status, lost.body]).toEqual([503, expect.objectContaining({ code: 'outcome_unknown' })]);
      const found = await act.ask(key);
      expect(found.replayed).toBe(at === 'COMMIT');
      await expectDone(act, found);
      await expectReplayed(act, key, found);
    }
    expect(lostAt.length).toBeGreaterThanOrEqual(LEAST);
    expect([lostAt[0], lostAt.at(-1)]).toEqual([BEGIN, 'COMMIT']);
  });
});

/**
 * Loses the answer to the `nth` statement and every statement after it; the ten seconds of trying pass at once.
 * Answers what tells which statement it was, or null when there were not so many.
 */
function goAwayAt(nth: number): () => string | null {
  let count = -1;
  let first: string | null = null;
  faults.plan = ({ phase, sql }) => {
    if (phase === 'before') count += 1;
    if (count < nth || (count === nth && phase === 'before')) return;
    first ??= sql;
    app.clock.advance(6 * SECOND_MS);
    throw connectionLost();
  };
  return () => first;
}
