import type { FaultKind } from '../support/wx/faults';
import type { WxPhone } from '../support/wx/phone';
import { t } from './people.support';
import type { Stage, Step } from './story.support';

/** More than the app tries by itself. */
const ALL_TRIES = 8;
const GIVE_UP_MS = 30_000;
/** Most that a patient person does before giving up on an app. */
const PATIENCE = 6;

function problem(status: number, code: string): FaultKind {
  const body = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: '请稍后再试。',
    retryable: true,
    request_id: 'x',
  };
  return { kind: 'status', status, body };
}

/** What can happen to one step of the story. */
export interface Trouble {
  readonly name: string;
  /** What happens to each request that the step stands on. */
  readonly fault?: FaultKind;
  /** How many of these requests it hits; one if left out. */
  readonly times?: number;
  /** No network at all when the step begins. */
  readonly airplane?: boolean;
  readonly doubleTaps?: boolean;
}

export const TROUBLES: readonly Trouble[] = [
  { name: 'a request is lost on its way', fault: { kind: 'before' } },
  { name: 'an answer is lost on its way', fault: { kind: 'after' } },
  { name: 'an answer comes after the app gave up', fault: { kind: 'slow', delay_ms: 90_000 } },
  {
    name: 'the server does not know how it ended',
    fault: { ...problem(503, 'outcome_unknown'), reaches: true } as FaultKind,
  },
  { name: 'the token has expired', fault: problem(401, 'unauthenticated') },
  { name: 'requests are lost until the app stops trying', fault: { kind: 'before' }, times: ALL_TRIES },
  { name: 'answers are lost until the app stops trying', fault: { kind: 'after' }, times: ALL_TRIES },
  { name: 'airplane mode', airplane: true },
  { name: 'every tap is a double tap', doubleTaps: true },
];

/** Words on buttons that lead on after something went wrong. */
const WAYS_ON = [
  t.common.retry,
  t.staff.scan.unknownAction,
  t.staff.bench.openAction,
  t.staff.scan.quoteAgain,
] as const;

/** What somebody taps who sees that it did not work; false when there is nothing to tap. */
function goOn(stage: Stage, step: Step, phone: WxPhone): boolean {
  const ways = WAYS_ON.map((words) => phone.tappableSaying(words));
  const node = [...ways, step.again?.(stage)].find((way) => way !== undefined);
  if (node) phone.press(node, stage.taps);
  return node !== undefined || step.waits === true;
}

/** Lets something go wrong with a step, and has a patient person see it through all the same. */
export async function endure(stage: Stage, step: Step, trouble: Trouble): Promise<void> {
  const phone = stage[step.who];
  const name = `${step.name}, while ${trouble.name}`;
  const { fault, times = 1 } = trouble;
  if (fault) phone.fault(...step.sends.map(([method, path]) => ({ ...fault, method, path, times })));
  stage.taps = trouble.doubleTaps === true ? 2 : 1;
  if (trouble.airplane === true) phone.become('offline');
  await step.act(stage);
  const rests = (): Promise<boolean> => phone.rests(() => step.done(stage), name, GIVE_UP_MS);
  let patience = PATIENCE;
  while (!(await rests())) {
    phone.healed();
    if (phone.become('online') && (await rests())) break;
    if (!goOn(stage, step, phone)) throw new Error(`${name}: a dead end; ${phone.state()}`);
    if (patience === 0) throw new Error(`${name}: tried ${PATIENCE} times; ${phone.state()}`);
    patience -= 1;
  }
  phone.healed();
  phone.become('online');
  stage.taps = 1;
}
