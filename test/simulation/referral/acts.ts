import { TERMS_VERSION } from '../../../shared/contract';
import { pick } from '../acts-member';
import { must, type Person } from '../books';
import { opOf, type Op } from '../op';
import type { Act } from '../story';
import type { Program } from './books';
import { WINDOW_MS, type ReferralTown } from './town';

/** Members who show their cards most: two who do not work here. */
const BUSY = [4, 6] as const;

/** Somebody opens the card of a member: mostly a guest, sometimes a member, or the same. */
export async function open(town: ReferralTown, act: Act): Promise<Op | null> {
  const { members, referral } = town;
  const program = pick(referral.programs, act.what >> 3)!;
  const inviter = pick(act.how % 3 === 0 ? members : members.slice(...BUSY), act.what)!;
  const guests = town.books.people.filter(({ member }) => member === null);
  const person = (act.how % 7 === 0 ? undefined : pick(guests, act.who)) ?? pick(town.books.people, act.who)!;
  const code = await town.codeOf(inviter, program);
  if (code === null) return null;
  const { now } = town;
  return opOf({
    key: town.nextKey(),
    words: `${person.name} opens the card of ${inviter.name} for ${program.name}`,
    route: 'POST /visits',
    as: person,
    options: { body: { invite: code } },
    refusals: () => [],
    essence: ({ visit_id }) => visit_id,
    accept: ({ landing }) => {
      must(landing.invite !== null, `the card of ${inviter.name} leads nowhere`);
      referral.opened.push({ person, inviter, program, at: now, wave: town.books.wave });
    },
  });
}

/** Programs by which somebody must be bound who joins now: a card was opened before this wave, within the window. */
function bindingNow({ referral, books, now }: ReferralTown, person: Person): Program[] {
  return referral.opened
    .filter(
      ({ person: by, inviter, at, wave }) =>
        by === person && inviter !== person && wave < books.wave && now < at + WINDOW_MS,
    )
    .map(({ program }) => program)
    .filter(({ state }) => state === 'active');
}

/** A guest joins, mostly one who was invited. */
export function join(town: ReferralTown, act: Act): Op | null {
  const guests = town.books.people.filter(({ member }) => member === null);
  const invited = guests.filter((one) => town.referral.opened.some(({ person }) => person === one));
  const person = (act.how % 5 === 0 ? undefined : pick(invited, act.who)) ?? pick(guests, act.who);
  if (!person) return null;
  const binding = bindingNow(town, person);
  return opOf({
    key: town.nextKey(),
    words: `${person.name} joins`,
    route: 'POST /members',
    as: person,
    options: { body: { consents: { terms: TERMS_VERSION, marketing: false } } },
    refusals: () => [person.joins > 0 && 'already_member'],
    essence: ({ member, invite }) => [member.id, invite?.program_name ?? null, invite?.reward?.kind ?? null],
    accept: (answer, isFresh) => {
      town.joined(person, answer);
      if (!isFresh || answer.invite !== null) return;
      // one that was paused in this wave may have been so before
      town.books.judge(() => {
        const isMissed = binding.some(({ wave }) => wave < town.books.wave);
        must(!isMissed, `${person.name} was invited, and nobody knows`);
      });
    },
  });
}

/** Somebody taps a reward, mostly one that can be claimed. */
export async function claim(town: ReferralTown, act: Act): Promise<Op | null> {
  const { members, referral } = town;
  for (let n = 0; n < members.length; n += 1) {
    const person = pick(members, act.who + n)!;
    const state = act.how % 6 === 0 ? ('all' as const) : ('claimable' as const);
    const shown = await town.look('GET /me/rewards', { token: person.token, query: { state, limit: 20 } });
    const reward = pick(shown?.items ?? [], act.what);
    if (!reward) continue;
    const { id, reward: gives } = reward;
    return opOf({
      key: town.nextKey(),
      words: `${person.name} claims the ${gives.kind} of …${id.slice(-6)} (${reward.side})`,
      route: 'POST /me/rewards/{id}/claims',
      as: person,
      options: { params: { id } },
      essence: ({ reward_id, points, coupon_id }) => [reward_id, points, coupon_id],
      refusals: () => ['reward_not_yet', 'reward_claimed', 'reward_over', 'reward_void', 'reward_lost'],
      accept: ({ reward_id, points, coupon_id }) => {
        must(reward_id === id, `claiming ${id} claimed ${reward_id}`);
        must(points === (gives.kind === 'points' ? gives.points : 0), `${id} gave ${points} points`);
        must((coupon_id !== null) === (gives.kind === 'coupon'), `${id} gave ${coupon_id ?? 'no coupon'}`);
        referral.add(referral.claimed, { id, person, points, coupon_id });
      },
    });
  }
  return null;
}
