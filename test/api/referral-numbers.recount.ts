import type { CouponSnapshot } from '../../shared/rules';
import { DAY_MS, dayIn, instant } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';

/** What is counted of a group; the rates follow from it. */
export interface Recounted {
  members: number;
  brought: number;
  opened: number;
  joined: number;
  qualified: number;
  confirmed: number;
  points: number;
  coupons: number;
  coupons_fen: number;
}

export interface Asked {
  readonly by: 'program' | 'channel' | 'store' | 'staff';
  readonly from: string;
  readonly to: string;
  readonly program_id?: string;
}

type Raw = Readonly<Record<string, unknown>>;

/** Everything that ever happened, as it is stored. */
export interface Town {
  readonly visits: readonly Raw[];
  readonly codes: ReadonlyMap<unknown, Raw>;
  readonly members: ReadonlyMap<unknown, Raw>;
  readonly invites: readonly Raw[];
  readonly rewards: readonly Raw[];
  readonly coupons: ReadonlyMap<unknown, Raw>;
}

/** Reads the whole of it. */
export async function townOf(app: TestApp): Promise<Town> {
  const by = (column: string, rows: readonly Raw[]) => new Map(rows.map((row) => [row[column], row]));
  return {
    visits: await rowsOf(app, 'SELECT * FROM visits ORDER BY person_id, version, ordinal', []),
    codes: by('code', await rowsOf(app, 'SELECT * FROM invite_codes', [])),
    members: by('id', await rowsOf(app, 'SELECT * FROM members', [])),
    invites: await rowsOf(app, 'SELECT * FROM invites', []),
    rewards: await rowsOf(app, 'SELECT * FROM referral_rewards', []),
    coupons: by('id', await rowsOf(app, 'SELECT * FROM coupons', [])),
  };
}

const CAME = { channel: 'first_channel_id', store: 'first_store_id', staff: 'first_staff_id' } as const;

/** The definitions of docs/metrics.md, one by one, by walking over all there is: nothing of the server's counting. */
export function recount(town: Town, { by, from, to, program_id }: Asked): Map<unknown, Recounted> {
  const groups = new Map<unknown, Recounted>();
  const add = (id: unknown, what: Partial<Recounted>): void => {
    const group = groups.get(id) ?? emptyGroup();
    for (const [name, n] of Object.entries(what)) group[name as keyof Recounted] += n;
    groups.set(id, group);
  };
  const isIn = (at: unknown): boolean => {
    const day = dayIn(instant(Number(at)), 'Asia/Shanghai');
    return from <= day && day <= to;
  };
  const isAbout = (row: Raw): boolean => program_id === undefined || row['program_id'] === program_id;
  const groupOf = (of: Raw, member: Raw): unknown => (by === 'program' ? of['program_id'] : member[CAME[by]]);
  const memberOf = (id: unknown): Raw => town.members.get(id)!;

  const fresh = [...town.members.values()].filter(({ joined_at }) => isIn(joined_at));
  if (by !== 'program') for (const member of fresh) add(member[CAME[by]], { members: 1 });
  for (const invite of town.invites.filter(isAbout)) {
    const inviter = memberOf(invite['inviter_id']);
    const after = Number(invite['joined_at']) - Number(inviter['joined_at']);
    if (fresh.includes(inviter) && after < 30 * DAY_MS) add(groupOf(invite, inviter), { brought: 1 });
  }
  for (const { visit, code } of firstOpenings(town, by === 'program' || program_id !== undefined)) {
    if (!isIn(visit['at']) || !isAbout(code)) continue;
    const id = groupOf(code, memberOf(code['member_id']));
    add(id, { opened: 1 });
    const friend = [...town.members.values()].find(({ person_id }) => person_id === visit['person_id']);
    const invite = town.invites.find(({ invitee_id }) => friend && invitee_id === friend['id']);
    const isOther =
      (by === 'program' || program_id !== undefined) && invite?.['program_id'] !== code['program_id'];
    if (invite && !isOther) add(id, howFar(town, invite));
  }
  if (by === 'program') for (const group of groups.values()) group.members = fresh.length;
  return groups;
}

/** Each person's first visit through an invite before they were a member: of all, or one for each program. */
function* firstOpenings(town: Town, isPerProgram: boolean): Generator<{ visit: Raw; code: Raw }> {
  const seen = new Set<string>();
  for (const visit of town.visits) {
    const code = town.codes.get(visit['invite']);
    if (!code || visit['member_id'] !== null) continue;
    const once = `${String(visit['person_id'])} ${isPerProgram ? String(code['program_id']) : ''}`;
    if (!seen.has(once)) yield { visit, code };
    seen.add(once);
  }
}

/** The friend with whom a milestone was reached: of the inviter's the one who was confirmed last when it was given. */
function reachedBy({ invites }: Town, milestone: Raw): unknown {
  const confirmed = invites.filter(
    ({ inviter_id, program_id, confirmed_at }) =>
      inviter_id === milestone['member_id'] &&
      program_id === milestone['program_id'] &&
      confirmed_at !== null &&
      Number(confirmed_at) <= Number(milestone['at']),
  );
  const order = ({ confirmed_at, id }: Raw): string =>
    `${String(confirmed_at).padStart(16, '0')} ${String(id)}`;
  return confirmed.sort((one, other) => (order(one) < order(other) ? 1 : -1))[0]?.['id'];
}

function howFar(town: Town, { id, state }: Raw): Partial<Recounted> {
  const rewards = town.rewards.filter((reward) =>
    reward['side'] === 'milestone' ? reachedBy(town, reward) === id : reward['invite_id'] === id,
  );
  const points = rewards.filter((reward) => reward['kind'] === 'points' && reward['state'] === 'claimed');
  const kept = rewards.filter(
    (reward) => reward['kind'] === 'coupon' && ['claimed', 'lost'].includes(String(reward['state'])),
  );
  return {
    joined: 1,
    qualified: state === 'qualified' || state === 'confirmed' ? 1 : 0,
    confirmed: state === 'confirmed' ? 1 : 0,
    points: points.reduce((sum, reward) => sum + Number(reward['points']), 0),
    coupons: kept.length,
    coupons_fen: kept.reduce((sum, reward) => sum + worthIn(town, reward['coupon_id']), 0),
  };
}

/** The town's coupons are amounts off and items. */
function worthIn(town: Town, couponId: unknown): number {
  const { value } = JSON.parse(String(town.coupons.get(couponId)?.['snapshot'])) as CouponSnapshot;
  if (value.kind === 'percent_off') throw new Error('the town has no such coupon');
  return value.kind === 'amount_off' ? value.amount_fen : value.value_fen;
}

function emptyGroup(): Recounted {
  return {
    members: 0,
    brought: 0,
    opened: 0,
    joined: 0,
    qualified: 0,
    confirmed: 0,
    points: 0,
    coupons: 0,
    coupons_fen: 0,
  };
}
