import { SECOND_MS } from '../../../shared/kernel';
import { SeededRandom } from '../../../server/platform/random';
import * as acts from './acts';
import { History, type Guest } from './history';
import { Invariants } from './invariants';
import { compare } from './observed';
import { LONG_MS, OPERATED } from './operator';
import { hireHere, openTown, type Town } from './town';

/**
 * Goal: whatever a group of people does, in whatever order, their invites, rewards, points and coupons are what a
 * plain model says, and nobody is paid for what nobody did. `LIUKE_HISTORIES=7,8` plays other lives.
 */

const SEEDS = (process.env['LIUKE_HISTORIES'] ?? '1,2').split(',');
const ACTS = Number(process.env['LIUKE_HISTORY_ACTS'] ?? 140);
/** Members who were there before. */
const FOUNDERS = 3;
/** How often what somebody does is of each kind. */
const OFTEN: readonly acts.Doing[] = (
  [
    [acts.invite, 6],
    [acts.join, 5],
    [acts.buy, 6],
    [acts.redeem, 3],
    [acts.refund, 2],
    [acts.undo, 1],
    [acts.claim, 6],
    [acts.spend, 1],
    [acts.letPass, 3],
  ] as const
).flatMap(([act, times]) => Array<acts.Doing>(times).fill(act));

async function play(history: History, invariants: Invariants): Promise<void> {
  await history.open();
  for (let i = 0; i < FOUNDERS; i += 1) await acts.joinAs(history, history.arrive());
  const clerk = history.guests[0]!;
  await hireHere(history.town, clerk.phone);
  clerk.person.isStaff = true;
  for (let n = 0; n < ACTS; n += 1) {
    await history.pass(1 + history.random.int(5 * SECOND_MS));
    const act = history.random.int(8) === 0 ? history.pick(OPERATED)! : history.pick(OFTEN)!;
    const [server, model] = await act(history);
    expect(server).toEqual(model);
    await history.rest();
    await compare(history, n % 10 === 9 ? history.members : looking(history));
    await invariants.check(history);
    if (n % 40 === 39) await history.town.app.audit();
  }
  await history.pass(LONG_MS);
  await compare(history, history.members);
  await invariants.check(history);
  await history.town.app.audit();
}

/** Some who look at their phones after an act: everybody would take too long. */
function looking(history: History): Guest[] {
  const { members } = history;
  return [...new Set([...members.slice(0, 2), history.pick(members)!, history.pick(members)!])];
}

describe.each(SEEDS)('referral history %s', (seed) => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown();
  });
  afterAll(() => town.app.close());

  it('R2 R3 R4 R5 R6 R8: invites, rewards, budgets and the board are what a plain model says', async () => {
    const history = new History(town, new SeededRandom(`referral history ${seed}`));
    try {
      await play(history, new Invariants());
    } catch (error) {
      const lived = history.told.join('\n');
      throw new Error(`history ${seed} went wrong after:\n${lived}\n${String(error)}`, { cause: error });
    }
  });
});
