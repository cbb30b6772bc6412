import { dayIn, instant, makeId, type Id, type IdKind } from '../../../shared/kernel';
import {
  account,
  available,
  LedgerBug,
  owner,
  type AccountSpec,
  type Decision,
  type TransferSpec,
} from '../../../server/ledger';
import { applyDecision, type Act } from '../../../server/ledger/apply';
import { holds, leases } from '../../../server/ledger/ledger.entity';
import { WorkingSet } from '../../../server/ledger/working-set';

/** Goal: a decision goes into the batch whole or not at all, and each sees what the ones before it did. */

const at = instant(Date.UTC(2026, 10, 20));
const member: Id<'member'> = `mem_${'1'.padStart(28, '0')}`;
const subject = owner.member(member);
const lot = account.points(member, null);
const dated = account.points(member, '2027-12-31' as never);

function actOf(n: number): Act {
  const ulid = String(n).padStart(26, '0');
  let ordinal = 0;
  return {
    command_id: makeId('command', ulid, 0),
    kind: 'test',
    idem: `key:${n}`,
    hash: 'h',
    actor: { kind: 'system', id: 'test' },
    subject,
    place: undefined,
    at,
    day: dayIn(at, 'Asia/Shanghai'),
    stripe: 3,
    isAwaited: () => true,
    newId: <Kind extends IdKind>(kind: Kind): Id<Kind> => {
      ordinal += 1;
      return makeId(kind, ulid, ordinal);
    },
  };
}

function aSet(...specs: AccountSpec[]): WorkingSet {
  const set = new WorkingSet();
  set.owners.set(subject, 4);
  for (const spec of specs) set.markKnown(spec.id);
  return set;
}

const accept = (
  transfers: TransferSpec[],
  more: Partial<Extract<Decision<object>, { accept: object }>> = {},
): Extract<Decision<object>, { accept: object }> => ({
  accept: {},
  transfers,
  writes: [],
  events: [],
  ...more,
});
const earned = (credit: AccountSpec, amount: number): TransferSpec => ({
  kind: 'single',
  code: 'points.earned',
  debit: account.pointsIssued,
  credit,
  amount,
});
const spent = (debit: AccountSpec, amount: number): TransferSpec => ({
  kind: 'single',
  code: 'points.spent',
  debit,
  credit: account.pointsSpent,
  amount,
});

/** What the set would write, for comparison. */
function contents(set: WorkingSet): object {
  return {
    accounts: [...set.accounts]
      .filter(([, { row, base }]) => row !== base && available(row) !== 0)
      .map(([id, { row }]) => [id, row]),
    stripes: [...set.stripes].filter(([, { deltas }]) => Object.values(deltas).some((n) => n !== 0)),
    rows: [...set.rows].flatMap(([{ name }, entries]) =>
      [...entries].map(([id, { row }]) => [name, id, row]),
    ),
    transfers: [...set.transfers],
    commands: [...set.commands],
    events: [...set.events],
    named: [...set.named()],
  };
}

describe('a batch', () => {
  it('L4: each decision sees what the ones before it did', () => {
    const set = aSet(lot);
    applyDecision(set, actOf(1), accept([earned(lot, 10)]));
    expect(available(set.account(lot))).toBe(10);
    applyDecision(set, actOf(2), accept([spent(lot, 4)]));
    expect(available(set.account(lot))).toBe(6);
    expect(set.transfers.map(({ ordinal, subject_version: version }) => [version, ordinal])).toEqual([
      [4, 0],
      [4, 1],
    ]);
    expect(set.stripes.get('points.issued#03')?.deltas.debits_posted).toBe(10);
  });

  it('L4: a decision that breaks a rule at its end leaves nothing of its beginning', () => {
    const set = aSet(lot, dated);
    applyDecision(set, actOf(1), accept([earned(lot, 10)]));
    const before = contents(set);
    const bad = accept([earned(dated, 5), spent(lot, 3), spent(lot, 8)], {
      writes: [{ kind: 'insert', table: leases as never, row: { name: 'x', holder: 'x', until_at: at } }],
      events: [{ type: 'never', data: {} }],
    });
    expect(() => {
      set.attempt(() => {
        applyDecision(set, actOf(2), bad);
      });
    }).toThrow('overdrawn by 1');
    expect(contents(set)).toEqual(before);
    applyDecision(set, actOf(3), accept([spent(lot, 10)]));
    expect(set.transfers.at(-1)?.ordinal).toBe(1);
  });

  it.each<[string, TransferSpec, string]>([
    ['nothing', earned(lot, 0), 'not a positive integer'],
    ['less than nothing', earned(lot, -1), 'not a positive integer'],
    ['half a point', earned(lot, 0.5), 'not a positive integer'],
    ['more than is exact', earned(lot, 2 ** 53), 'not a positive integer'],
    ['more than there is', spent(lot, 1), 'overdrawn'],
    [
      'another asset',
      { ...earned(lot, 1), credit: account.stock('tpl_1') } as TransferSpec,
      'not its recipe',
    ],
    [
      'the wrong way',
      { ...earned(lot, 1), debit: lot, credit: account.pointsIssued } as TransferSpec,
      'not its recipe',
    ],
    ['a hold at once', { ...earned(lot, 1), code: 'points.rest' } as TransferSpec, 'not its recipe'],
    ['what was not asked for', earned(dated, 1), 'was not asked for'],
    ['a hold that was not loaded', { kind: 'void', hold: 'trf_1' }, 'was not loaded'],
  ])('L2: moving %s is a bug', (_, transfer, message) => {
    const set = aSet(lot);
    const attempt = (): void => {
      applyDecision(set, actOf(1), accept([transfer]));
    };
    expect(attempt).toThrow(LedgerBug);
    expect(() => {
      applyDecision(aSet(lot), actOf(1), accept([transfer]));
    }).toThrow(message);
  });

  it('L1: a counter never passes the last exact integer', () => {
    const set = aSet(lot);
    applyDecision(set, actOf(1), accept([earned(lot, Number.MAX_SAFE_INTEGER)]));
    expect(() => {
      applyDecision(set, actOf(2), accept([earned(lot, 1)]));
    }).toThrow('overflows');
  });

  it('L3: a hold opened and voided in one batch still names its accounts', () => {
    const set = aSet(lot);
    const id = makeId('transfer', '1'.padStart(26, '0'), 9);
    const opened: TransferSpec = {
      kind: 'pending',
      id,
      code: 'points.rest',
      debit: account.pointsIssued,
      credit: lot,
      amount: 5,
      deadline_at: instant(at + 1),
      on_deadline: 'post',
    };
    applyDecision(set, actOf(1), accept([opened]));
    applyDecision(set, actOf(2), accept([{ kind: 'void', hold: id }]));
    expect(set.get(holds, id)?.state).toBe('voided');
    expect([...set.named()].sort()).toEqual(['points.issued#03', lot.id]);
    expect(() => {
      applyDecision(set, actOf(3), accept([{ kind: 'post', hold: id }]));
    }).toThrow(LedgerBug);
    expect(() => {
      applyDecision(aSet(lot), actOf(4), accept([{ ...opened, deadline_at: at }]));
    }).toThrow('lapse at once');
  });

  it('L4: rows must have been loaded, and say what is expected', () => {
    const set = aSet(lot);
    const row = { name: 'x', holder: 'me', until_at: at };
    const write = (holder: string): void => {
      set.write({
        kind: 'update',
        table: leases as never,
        id: 'x',
        set: { holder: 'new' },
        expect: { holder },
      });
    };
    expect(() => {
      write('me');
    }).toThrow('was not loaded');
    set.addRow(leases as never, row);
    expect(() => {
      write('you');
    }).toThrow('holder is me, expected you');
    write('me');
    expect(set.get(leases, 'x')?.holder).toBe('new');
    expect(set.find(leases, 'holder', 'new')).toHaveLength(1);
    expect(row.holder).toBe('me');
    expect(() => {
      set.write({ kind: 'insert', table: leases as never, row });
    }).toThrow('exists already');
  });

  it('L4: what was not locked or asked for cannot be looked at', () => {
    const set = aSet(lot);
    expect(() => set.version(owner.member('mem_2'))).toThrow('is not locked');
    expect(() => set.accountsOf(subject, 'points')).toThrow('were not asked for');
    expect(() => set.account(account.pointsIssued)).toThrow('system account');
    set.markCovered(subject, 'points');
    expect(set.accountsOf(subject, 'points')).toEqual([]);
    expect(available(set.account(dated))).toBe(0);
  });
});
