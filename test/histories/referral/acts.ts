import { DAY_MS, HOUR_MS, SECOND_MS, type Id } from '../../../shared/kernel';
import { QUIET, type Guest, type History, type Said } from './history';
import { untilOf, type Act, type Coupon, type Person, type Reward } from './people';
import * as town from './town';

/** Codes of a phone change every minute. */
const NEXT_CODE_MS = 61 * SECOND_MS;
const UNDO_MS = 48 * HOUR_MS;
/** Both coupons take so much off, and last so long. */
const OFF_FEN = 500;
const LASTS_MS = 30 * DAY_MS;

export type Doing = (history: History) => Promise<Said>;

/** A member shares, and somebody opens the card: a friend, a member, or the same member. */
export const invite: Doing = async (history) => {
  const { model, now } = history;
  const { id, program } = history.pick(history.programs)!;
  const inviter = history.inviter();
  const { status, body } = await town.openCode(history.town, inviter.phone, id);
  if (status !== 201) return [body.code, model.isRunning(program, now) ? 'a code' : 'ended'];
  const guest = history.random.int(8) === 0 ? inviter : history.someone();
  const { landing } = await town.visit(history.town, guest.phone, body.code);
  const by = { program, inviter: inviter.person };
  const visited = { by, at: now };
  guest.person.visits.push(visited);
  const counting = model.invitationOf(guest.person, now);
  const shown = counting?.by.program === program ? counting : visited;
  const promised = model.landing(guest.person, shown, now);
  history.tell(`${guest.person.name} opens the card of ${inviter.person.name}: ${promised}`);
  return [landing.invite?.state, promised];
};

export const join: Doing = async (history) => {
  const waiting = history.guests.filter(({ person }) => person.joined === null);
  const invited = waiting.filter(({ person }) =>
    person.visits.some((visit) => history.now < history.model.openUntil(visit)),
  );
  const guest = history.pick(history.random.int(5) > 0 && invited.length > 0 ? invited : waiting);
  return guest === undefined ? invite(history) : joinAs(history, guest);
};

export async function joinAs(history: History, { person, phone }: Guest): Promise<Said> {
  await town.setRisk(history.town, phone, person.risk);
  const { invite: shown } = await town.join(history.town, phone);
  const bound = history.model.join(person, history.now);
  history.tell(`${person.name} joins, by ${bound === null ? 'nobody' : bound.inviter.name}`);
  const own = bound && history.model.rewardsOf(bound).find(({ side }) => side === 'invitee');
  const says = bound && [bound.program.name, own?.gives.kind ?? null, history.model.missed(bound)];
  return [shown && [shown.program_name, shown.reward?.kind ?? null, shown.missed], says];
}

export const buy: Doing = async (history) => {
  const guest = history.buyer();
  const fen = [900, 1_000, 1_999, 3_050][history.random.int(4)]!;
  await history.pass(NEXT_CODE_MS);
  const { server, recorder } = atCounter(history, guest);
  const { purchase_id: purchase } = await town.buy(history.town, server, guest.phone, fen);
  acted(history, guest.person, { purchase, redemption: null, paid: fen, coupon: null, recorder });
  return QUIET;
};

/** Somebody behind the counter who is not the customer. */
function atCounter(history: History, guest: Guest): { server: town.Server; recorder: Person | null } {
  const own = history.guests.find(({ person }) => person.isStaff);
  if (own === undefined || own === guest || history.random.int(3) > 0)
    return { server: history.town.counter.clerk, recorder: null };
  return { server: own.phone, recorder: own.person };
}

function acted(history: History, person: Person, act: Omit<Act, 'at' | 'refunded' | 'undone'>): void {
  person.acts.push({ ...act, at: history.now, refunded: 0, undone: false });
  person.credit(Math.floor(act.paid / 100));
  if (act.coupon) act.coupon.state = 'redeemed';
  history.tell(`${person.name} pays ${act.paid}${act.coupon ? ' with a coupon' : ''}`);
}

/** A coupon of the centre, or one that was a reward, is used up. */
export const redeem: Doing = async (history) => {
  const guest = history.buyer();
  const { person, phone } = guest;
  const own = person.coupons.filter(
    ({ state, until }) => state === 'issued' && until > history.now + HOUR_MS,
  );
  const coupon = history.pick(own) ?? got(history, person, await town.takeOffered(history.town, phone));
  await history.pass(NEXT_CODE_MS);
  const fen = 2_500 + history.random.int(1_000);
  const { server, recorder } = atCounter(history, guest);
  const couponId = coupon.id as Id<'coupon'>;
  const answer = await town.redeem(history.town, server, phone, couponId, fen);
  const { redemption_id: redemption, purchase_id: purchase } = answer;
  acted(history, person, { purchase: purchase!, redemption, paid: fen - OFF_FEN, coupon, recorder });
  return QUIET;
};

function got(
  { now }: History,
  person: Person,
  { id, template_id: template }: { readonly id: string; readonly template_id: string },
): Coupon {
  const coupon: Coupon = { id, template, state: 'issued', until: now + LASTS_MS };
  person.coupons.push(coupon);
  return coupon;
}

interface Done {
  readonly person: Person;
  readonly act: Act;
}

function done(history: History, isOpen: (act: Act) => boolean): Done | undefined {
  const all = history.members.flatMap(({ person }) => person.acts.map((act) => ({ person, act })));
  const open = all.filter(({ act }) => !act.undone && isOpen(act));
  const counting = open.filter(({ act }) => history.model.invites.some((one) => one.act === act));
  return history.pick(history.random.int(3) > 0 && counting.length > 0 ? counting : open);
}

/** A purchase without a coupon comes back, in whole or in part. */
export const refund: Doing = async (history) => {
  const chosen = done(history, ({ coupon, refunded, paid }) => coupon === null && refunded < paid);
  if (chosen === undefined) return buy(history);
  const { person, act } = chosen;
  const stays = act.paid - act.refunded;
  const fen = history.random.int(2) === 0 ? stays : 1 + history.random.int(stays);
  await town.refund(history.town, act.purchase, fen);
  act.refunded += fen;
  person.takeBack(Math.floor(stays / 100) - Math.floor((stays - fen) / 100));
  history.tell(`${person.name} gets ${fen} of ${stays} back`);
  return QUIET;
};

/** A redemption is undone with its purchase. */
export const undo: Doing = async (history) => {
  const chosen = done(history, ({ coupon, at }) => coupon !== null && history.now - at < UNDO_MS);
  if (chosen === undefined) return redeem(history);
  const { person, act } = chosen;
  await town.undo(history.town, act.redemption!);
  act.undone = true;
  act.coupon!.state = 'issued';
  history.model.unused(act.coupon!);
  person.takeBack(Math.floor(act.paid / 100));
  history.tell(`${person.name} gets a coupon back`);
  return QUIET;
};

/** Somebody taps a reward: mostly one that can be claimed, and sometimes a second time. */
export const claim: Doing = async (history) => {
  const { rewards } = history.model;
  const ready = rewards.filter(({ state }) => state === 'claimable');
  const reward = history.pick(history.random.int(4) > 0 && ready.length > 0 ? ready : rewards);
  if (reward === undefined) return invite(history);
  const { person, phone } = history.guestOf(reward.member);
  const id = await idOf(history, reward);
  const { status, body } = await town.claim(history.town, phone, id);
  const said = history.model.claim(reward, history.now);
  history.tell(`${person.name} claims for ${reward.side}: ${said}`);
  if (status !== 201) return [body.code, said];
  if (body.coupon_id !== null && reward.gives.kind === 'coupon')
    reward.coupon = got(history, person, { id: body.coupon_id, template_id: reward.gives.template_id });
  const points = reward.gives.kind === 'points' ? reward.gives.points : 0;
  return [
    ['claimed', body.points, body.balance_after, body.coupon_id !== null],
    [said, points, person.balance, reward.gives.kind === 'coupon'],
  ];
};

/** What the server calls a reward: no two of one member are of one moment, side and milestone. */
async function idOf(history: History, { member, side, friends, at }: Reward): Promise<string> {
  const { phone, person } = history.guestOf(member);
  const items = await town.rewardsOf(history.town, phone);
  const same = items.filter(
    (one) => Date.parse(one.at) === at && one.side === side && one.friends === friends,
  );
  if (same.length !== 1) throw new Error(`${same.length} rewards of ${person.name} are of ${at} and ${side}`);
  return same[0]!.id;
}

/** So that there are debts. */
export const spend: Doing = async (history) => {
  const rich = history.members.filter(({ person }) => person.balance > 0);
  const guest = history.pick(rich);
  if (guest === undefined) return buy(history);
  const { person, phone } = guest;
  const points = person.balance - history.random.int(Math.min(10, person.balance));
  await town.spendPoints(history.town, phone, points);
  person.balance -= points;
  history.tell(`${person.name} spends ${points}`);
  return QUIET;
};

/** Hours, days, or to the moment of something, a millisecond before it, or a second after. */
export const letPass: Doing = async (history) => {
  const { now, random } = history;
  const spans = [HOUR_MS * (1 + random.int(12)), DAY_MS * (1 + random.int(2))];
  const deadline = history.pick(deadlinesOf(history).filter((at) => at > now + 1));
  if (deadline !== undefined)
    for (const by of [-1, 0, 1, SECOND_MS]) spans.push(deadline - now + by, deadline - now + by);
  await history.pass(history.pick(spans)!);
  return QUIET;
};

function deadlinesOf({ model, guests }: History): number[] {
  const waiting = guests.filter(({ person }) => person.joined === null);
  const live = model.invites.filter(({ state }) => state === 'bound' || state === 'qualified');
  return [
    ...waiting.flatMap(({ person }) => person.visits.map((visit) => model.openUntil(visit))),
    ...live.map((one) => one.restsUntil ?? untilOf(one)),
    ...model.rewards.flatMap(({ state, until }) => (state === 'claimable' ? [until!] : [])),
  ];
}
