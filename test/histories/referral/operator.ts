import type { ProgramTerms } from '../../../shared/contract';
import { DAY_MS } from '../../../shared/kernel';
import { QUIET, type History, type Said } from './history';
import * as town from './town';

/** A program is paused or goes on; what runs keeps what it was promised. */
async function turn(history: History): Promise<Said> {
  const { id, program } = history.pick(history.programs)!;
  program.paused = !program.paused;
  await town.changeProgram(history.town, id, { state: program.paused ? 'paused' : 'active' });
  history.tell(`${program.name} ${program.paused ? 'pauses' : 'goes on'}`);
  return QUIET;
}

/** Other terms for those who come from now on. */
async function rewrite(history: History): Promise<Said> {
  const { random, now } = history;
  const { id, program } = history.pick(history.programs)!;
  const before = program.terms.at(-1)!.is;
  const days = (n: number, least: number): number => Math.max(least, n - 1 + random.int(3));
  const last = before.milestones.at(-1)?.friends ?? 1;
  const further = { friends: last + 1, reward: { kind: 'points', points: 77 } } as const;
  const isLonger = before.milestones.length < 4 && random.int(2) === 0;
  const terms: ProgramTerms = {
    ...before,
    window_days: days(before.window_days, 1),
    touch: random.int(2) === 0 ? 'first' : 'last',
    qualify_days: days(before.qualify_days, 1),
    protect_days: days(before.protect_days, 0),
    claim_days: days(before.claim_days, 1),
    inviter_reward: { kind: 'points', points: 5 + random.int(50) },
    milestones: isLonger ? [...before.milestones, further] : before.milestones,
    cap_day: random.int(3) === 0 ? 1 + random.int(3) : null,
    cap_total: random.int(3) === 0 ? 1 + random.int(5) : null,
  };
  await town.changeProgram(history.town, id, { terms });
  program.terms.push({ since: now, is: terms });
  history.tell(`${program.name} has other terms: ${JSON.stringify(terms)}`);
  return QUIET;
}

/** Others milestones cannot be made of those that were promised. */
async function breakPromise(history: History): Promise<Said> {
  const { id, program } = history.pick(history.programs)!;
  const terms = program.terms.at(-1)!.is;
  if (terms.milestones.length === 0) return rewrite(history);
  const reply = await town.tryChange(history.town, id, { ...terms, milestones: [] });
  return [reply, 'milestones_fixed'];
}

/** More budget, or less. */
async function budget(history: History): Promise<Said> {
  const { random, model } = history;
  const { id, program } = history.pick(history.programs)!;
  const steps = [null, ...model.termsOf(program).milestones.map(({ friends }) => friends)];
  const milestone = history.pick(steps) ?? null;
  const delta = (random.int(2) === 0 ? 1 : -1) * (1 + random.int(3));
  const left = milestone === null ? model.left(program) : model.leftOf(program, milestone);
  const { status, body } = await town.changeBudget(history.town, id, milestone, delta);
  const mayChange = left + delta >= 0;
  if (mayChange && milestone === null) program.granted += delta;
  else if (mayChange && milestone !== null)
    program.milestones.set(milestone, (program.milestones.get(milestone) ?? 0) + delta);
  history.tell(`${program.name} gets ${delta} for ${milestone ?? 'friends'}, having ${left}`);
  const said = mayChange ? left + delta : 'budget_below_promised';
  return [status === 201 ? body.budget_left : body.code, said];
}

/** Somebody decides on an invite that waits, or tries to on one that does not. */
async function review(history: History): Promise<Said> {
  const { invites } = history.model;
  const waiting = invites.filter((one) => one.review === 'waiting');
  const invite = history.pick(waiting.length > 0 ? waiting : invites);
  if (invite === undefined) return budget(history);
  const all = await town.consoleInvites(history.town);
  const { id } = all.find(({ joined_at: at }) => Date.parse(at) === invite.at)!;
  const decision = history.random.int(2) === 0 ? 'release' : 'refuse';
  const { status, body } = await town.review(history.town, id, decision);
  if (invite.review !== 'waiting') return [body.code, 'review_closed'];
  invite.review = decision === 'release' ? 'released' : 'refused';
  history.tell(`${invite.invitee.name}: ${decision}`);
  return [status, 201];
}

/** Nothing in the console ends so soon that it would never be seen. */
export const OPERATED = [turn, rewrite, rewrite, breakPromise, budget, budget, review, review, review];
export const LONG_MS = 70 * DAY_MS;
