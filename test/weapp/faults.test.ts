import { auditOf } from '../support/browser-start';
import { callWire } from '../support/browser-api';
import { endure, TROUBLES, type Trouble } from './faults.support';
import { asPerson, holdingsOf, world } from './people.support';
import {
  BILL,
  couponStory,
  newStage,
  receiptStory,
  WALK_IN,
  WELCOME_POINTS,
  type Step,
} from './story.support';

/** So many stories run side by side: each waits for the server or for a timer most of its time. */
const LANES = 3;

const ONE_COUPON = { usable: 1, used: 0, expired: 0 };
const STORIES = [
  {
    name: 'the coupon',
    steps: couponStory,
    holdings: {
      points: WELCOME_POINTS,
      changes: [WELCOME_POINTS, BILL.points, -BILL.points],
      coupons: ONE_COUPON,
    },
  },
  {
    name: 'the receipt',
    steps: receiptStory,
    holdings: { points: WALK_IN.points, changes: [WALK_IN.points], coupons: ONE_COUPON },
  },
] as const;

interface Run {
  readonly title: string;
  readonly steps: readonly (readonly [Step, Trouble])[];
  /** What the member must have in the end. */
  readonly holdings: object;
}

/**
 * In each run every step has its own trouble, and from run to run the troubles move on by one: after all runs each
 * step has had each trouble.
 */
const RUNS: readonly Run[] = STORIES.flatMap(({ name, steps, holdings }) =>
  TROUBLES.map((first, shift) => ({
    title: `${name}, beginning with: ${first.name}`,
    steps: steps.map((step, index) => [step, TROUBLES[(index + shift) % TROUBLES.length]!] as const),
    holdings,
  })),
);

/** How many things a clerk has done today, by the API; a clerk sees only their own. */
async function recordsOf(clerk: string): Promise<number> {
  const token = await asPerson(clerk);
  const me = await callWire(world.url, 'GET /staff/me', { token });
  const query = { store_id: me.body.stores[0]!.id, limit: '100' };
  const { body } = await callWire(world.url, 'GET /staff/records', { token, query });
  return body.items.length;
}

async function play({ steps, holdings }: Run): Promise<void> {
  const stage = await newStage();
  try {
    for (const [step, trouble] of steps) await endure(stage, step, trouble);
    expect(await holdingsOf(stage.openid)).toEqual(holdings);
    expect(await recordsOf(stage.clerk)).toBe(1);
    expect([...stage.member.log.verdict(), ...stage.staff.log.verdict()]).toEqual([]);
  } finally {
    stage.member.end();
    stage.staff.end();
  }
}

type Ending = Promise<Error | null>;

/** Plays all stories, some side by side; each test then asks for its own. */
function playAll(): ReadonlyMap<Run, Ending> {
  const waiting = [...RUNS];
  const over = new Map<Run, (error: Error | null) => void>();
  const endings = new Map(
    RUNS.map((run): [Run, Ending] => [run, new Promise((done) => over.set(run, done))]),
  );
  const lane = async (): Promise<void> => {
    for (let run = waiting.shift(); run; run = waiting.shift()) {
      const ended = over.get(run)!;
      await play(run).then(() => ended(null), ended);
    }
  };
  for (let index = 0; index < LANES; index += 1) void lane();
  return endings;
}

describe('the story with something going wrong at every step: one effect each, no dead end, no error', () => {
  let endings: ReadonlyMap<Run, Ending>;
  beforeAll(() => {
    endings = playAll();
  });

  it.each(RUNS.map((run) => [run.title, run] as const))('%s', async (_, run) => {
    const error = await endings.get(run);
    if (error instanceof Error) throw error;
  });

  it('L7: after all this the books balance', async () => {
    await Promise.all(endings.values());
    expect(await auditOf(world.folder)).toEqual({ code: 0, drift: [] });
  });
});
