import { TERMS_VERSION } from '../../shared/contract';
import { day, instant, makeId } from '../../shared/kernel';
import { channels, type ChannelRow } from '../../server/channels';
import { join, type JoinInput } from '../../server/joins/joins.commands';
import type { AccountRow, DecideContext, Loaded } from '../../server/ledger';
import { memberIdOf, members, type MemberRow } from '../../server/members';
import { staff, type StaffRow } from '../../server/staff';
import type { VisitRow } from '../../server/visits';

const ULID = '01KAB0000000000000000000AA';
const at = instant(1_800_000_000_000);
const person = makeId('person', ULID, 1);
const channelId = makeId('channel', ULID, 2);
const guideId = makeId('staff', ULID, 3);
const command = join({
  seal: (text) => text,
  policy: { point_expiry: { kind: 'never' }, timezone: 'Asia/Shanghai' },
});

const channel: ChannelRow = {
  id: channelId,
  code: 'aB3dE6gH',
  name: '一号桌',
  kind: 'table',
  merchant_id: null,
  store_id: null,
  staff_id: guideId,
  gift_template_id: null,
  gift_points: 10,
  gift_budget: 1,
  valid_from_at: null,
  valid_to_at: null,
  state: 'active',
  version: 1,
  created_at: at,
};
const visit = {
  id: makeId('visit', ULID, 4),
  person_id: person,
  channel_id: channelId,
  store_id: null,
  staff_id: guideId,
  outcome: 'ok',
} as VisitRow;
const input: JoinInput = {
  person_id: person,
  openid_hash: 'hash-of-openid',
  visit_id: visit.id,
  nickname: null,
  terms: TERMS_VERSION,
  marketing: false,
  phone: null,
  risk_rank: null,
};

interface World {
  readonly members?: Partial<MemberRow>[];
  readonly channel?: ChannelRow;
  readonly budget?: number;
  readonly staffState?: StaffRow['state'];
}

/** What the engine would have loaded under lock. */
function loadedOf(world: World): Loaded {
  const rows: Record<string, readonly object[]> = {
    [members.name]: world.members ?? [],
    [channels.name]: [world.channel ?? channel],
    [staff.name]: [{ id: guideId, state: world.staffState ?? 'active' }],
  };
  const find = (name: string, column: string, value: unknown) =>
    (rows[name] ?? []).filter((row) => (row as Record<string, unknown>)[column] === value);
  const held = { credits_posted: world.budget ?? 1, debits_posted: 0, debits_pending: 0 } as AccountRow;
  return {
    account: () => held,
    accountsOf: () => [],
    get: (table, id) => find(table.name, 'id', id)[0] as never,
    find: (table, column, value) => find(table.name, column, value) as never,
    hold: () => undefined,
  };
}

function decide(world: World = {}) {
  let serial = 10;
  const context: Parameters<typeof command.decide>[0] = {
    input,
    seen: {
      visit,
      template_id: null,
      card_nos: ['1111111117', '2222222224'],
      coupon_numbers: [],
      code_secret_sealed: 'sealed',
      is_former: false,
      bind: { candidates: [], chosen: null, came: { channel_id: null, store_id: null, staff_id: null } },
    },
    loaded: loadedOf(world),
    at,
    day: day('2027-01-15'),
    actor: { kind: 'person', id: person },
    newId: (kind) => {
      serial += 1;
      return makeId(kind, ULID, serial);
    },
    version: () => 1,
    ordinal: () => 0,
  } satisfies DecideContext<JoinInput, unknown>;
  return command.decide(context);
}

function memberOf(decision: ReturnType<typeof decide>): MemberRow {
  if (!('accept' in decision)) throw new Error(JSON.stringify(decision));
  const write = decision.writes.find(({ kind, table }) => kind === 'insert' && table.name === members.name);
  return (write as unknown as { row: MemberRow }).row;
}

describe('the decision to join', () => {
  it('M3: writes the member, the way they came and one event', () => {
    const decision = decide();
    expect(memberOf(decision)).toMatchObject({
      id: memberIdOf(person),
      first_visit_id: visit.id,
      first_channel_id: channelId,
      first_staff_id: guideId,
      joined_day: '2027-01-15',
    });
    expect('accept' in decision && decision.events.map(({ type }) => type)).toEqual(['member.joined']);
    expect('accept' in decision && decision.transfers.map(({ kind, ...rest }) => [kind, rest])).toMatchObject(
      [
        ['single', { code: 'budget.spent', amount: 1 }],
        ['single', { code: 'points.earned', amount: 10 }],
      ],
    );
  });

  it('M7: takes the first free card number, and draws new ones when none is', () => {
    const taken = (...numbers: string[]) => numbers.map((card_no) => ({ card_no }));
    expect(memberOf(decide()).card_no).toBe('1111111117');
    expect(memberOf(decide({ members: taken('1111111117') })).card_no).toBe('2222222224');
    expect(decide({ members: taken('1111111117', '2222222224') })).toEqual({ stale: true });
  });

  it('A1: begins anew when the gift was changed in between', () => {
    const template = makeId('template', ULID, 5);
    expect(decide({ channel: { ...channel, gift_template_id: template } })).toEqual({ stale: true });
  });

  it('A1: with the budget used up gives nothing, takes nothing from the budget and joins all the same', () => {
    const decision = decide({ budget: 0 });
    expect(memberOf(decision).person_id).toBe(person);
    expect(decision).toMatchObject({ accept: { points: 0, missed: 'gift_used_up' }, transfers: [] });
  });

  it('M5: leaves out the guide who has left', () => {
    expect(memberOf(decide({ staffState: 'left' })).first_staff_id).toBeNull();
  });

  it('M2: refuses who is a member', () => {
    expect(decide({ members: [{ person_id: person }] })).toEqual({ refuse: 'already_member' });
  });
});
