import { pick } from '../acts-member';
import { must } from '../books';
import { opOf, type Op } from '../op';
import type { Act } from '../story';
import type { ReferralTown } from './town';

/** Somebody at the shop looks at an invite that waits. */
export async function review(town: ReferralTown, act: Act): Promise<Op | null> {
  const { token } = town.operator;
  const shown = await town.look('GET /console/invites', { token, query: { review: 'waiting', limit: 20 } });
  const invite = pick(shown?.items ?? [], act.what);
  if (!invite) return null;
  const decision = act.how % 3 === 0 ? ('refuse' as const) : ('release' as const);
  const params = { id: invite.id };
  return opOf(
    {
      key: town.nextKey(),
      words: `the operator wants to ${decision} …${invite.id.slice(-6)}`,
      route: 'POST /console/invites/{id}/reviews',
      as: town.operator,
      options: { params, body: { decision, reason: '核对过了' } },
      essence: ({ id }) => id,
      refusals: () => ['review_closed'],
      accept: ({ id }) => must(id === invite.id, `${id} was looked at, not ${invite.id}`),
    },
    { params, body: { decision, reason: '另一个原因' } },
  );
}

export function budget(town: ReferralTown, act: Act): Op {
  const program = pick(town.referral.programs, act.what)!;
  const milestone = act.how % 3 === 0 ? (pick([...program.milestones.keys()], act.who) ?? null) : null;
  const delta = [-2, -1, 1, 2][act.how % 4]!;
  const params = { id: program.id };
  return opOf({
    key: town.nextKey(),
    words: `the operator changes the budget of ${program.name}${milestone ? ` for ${milestone}` : ''} by ${delta}`,
    route: 'POST /console/referral-programs/{id}/budget-changes',
    as: town.operator,
    options: { params, body: { milestone, delta, reason: '活动调整' } },
    refusals: () => [delta < 0 && 'budget_below_promised'],
    accept: ({ budget_left: left }) => {
      must(left >= 0, `${left} are left of the budget of ${program.name}`);
      if (milestone === null) program.granted += delta;
      else program.milestones.set(milestone, program.milestones.get(milestone)! + delta);
    },
  });
}

/** Pauses a program, or lets it go on. */
export function pause(town: ReferralTown, act: Act): Op {
  const paused = town.referral.programs.filter(({ state }) => state === 'paused');
  const program = pick(paused, act.what) ?? pick(town.referral.programs, act.what)!;
  const state = program.state === 'paused' ? ('active' as const) : ('paused' as const);
  const { version } = program;
  return opOf({
    key: town.nextKey(),
    words: `the operator sets ${program.name} to ${state}`,
    route: 'PATCH /console/referral-programs/{id}',
    as: town.operator,
    options: { params: { id: program.id }, body: { version, state } },
    essence: (answer) => [answer.version, answer.state],
    refusals: () => ['version_conflict'],
    accept: (answer) => {
      must(answer.version === version + 1, `version ${answer.version} came after ${version}`);
      program.version = Math.max(program.version, answer.version);
      program.state = answer.state;
      program.wave = town.books.wave;
    },
  });
}

/** Promises another number of points to whoever is invited from now on. @rule O2 */
export async function changeTerms(town: ReferralTown, act: Act): Promise<Op | null> {
  const { token } = town.operator;
  const shown = await town.look('GET /console/referral-programs', { token, query: { limit: 20 } });
  const [program] = town.referral.programs;
  const now = shown?.items.find(({ id }) => id === program!.id);
  if (!program || !now) return null;
  const { version } = program;
  const points = 10 + (act.how % 30);
  const terms = { ...now.terms, inviter_reward: { kind: 'points' as const, points } };
  return opOf({
    key: town.nextKey(),
    words: `the operator promises ${points} points for a friend`,
    route: 'PATCH /console/referral-programs/{id}',
    as: town.operator,
    options: { params: { id: program.id }, body: { version, terms } },
    essence: (answer) => [answer.version, answer.terms_no],
    refusals: () => ['version_conflict'],
    accept: (answer) => {
      must(answer.version === version + 1, `version ${answer.version} came after ${version}`);
      program.version = Math.max(program.version, answer.version);
    },
  });
}
