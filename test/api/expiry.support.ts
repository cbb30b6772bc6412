import type { PointReason } from '../../shared/contract';
import { day, type Id, type Instant } from '../../shared/kernel';
import {
  account,
  audit,
  LEDGER_CHECKS,
  mergeRefs,
  owner,
  type Command,
  type Ledger,
  type RunResult,
} from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import type { Database } from '../../server/platform/database';
import {
  balanceOf,
  creditPoints,
  expiryJobs,
  memberPoints,
  openLot,
  pointsAuditChecks,
  pointsRefs,
  programDay,
  returnPoints,
  returnRefs,
  spendPoints,
  takeBackPoints,
  type ReturnPolicy,
  type SpentLeg,
} from '../../server/points';
import { actor, createLedger, memberId } from '../ledger/toy';
import { drain, runnerOf } from '../platform/jobs.support';

/** One thing that happens to a member's points. */
export interface Move {
  readonly member: number;
  readonly kind: 'earn' | 'back' | 'spend' | 'return' | 'rest' | 'arrive' | 'void';
  readonly points: number;
  readonly earned_on?: string;
  readonly legs?: readonly SpentLeg[];
  readonly hold?: Id<'transfer'>;
  /** Of what rests: the expiry it will have, and until when it rests. */
  readonly expires_on?: string;
  readonly until_at?: Instant;
}

export interface Moved {
  readonly balance_after: number;
  readonly hold?: Id<'transfer'>;
  readonly credited?: number;
  readonly repaid?: number;
  readonly lapsed?: number;
}

const REASONS: Readonly<Record<Move['kind'], PointReason>> = {
  earn: 'purchase',
  rest: 'purchase',
  arrive: 'purchase',
  void: 'purchase',
  back: 'undo',
  spend: 'spend',
  return: 'return',
};

function moveOf(policy: ReturnPolicy): Command<Move, null, Moved> {
  return {
    kind: 'test.points',
    prepare: ({ member, legs, hold }) => {
      const id = memberId(member);
      return {
        ...mergeRefs(legs ? returnRefs(id, legs) : pointsRefs(id), {
          holds: hold === undefined ? [] : [hold],
        }),
        subject: owner.member(id),
        seen: null,
      };
    },
    decide(ctx) {
      const { input } = ctx;
      const id = memberId(input.member);
      const act = {
        member_id: id,
        points: input.points,
        reason: REASONS[input.kind],
        reference: 'pur_of_test',
        store_id: null,
        policy,
      } as const;
      if (input.kind === 'rest') {
        const hold = ctx.newId('transfer');
        const credit = account.points(id, day(input.expires_on!));
        return {
          accept: { balance_after: 0, hold },
          transfers: [
            {
              ...{ kind: 'pending', code: 'points.rest', id: hold, debit: account.pointsIssued, credit },
              ...{ amount: input.points, deadline_at: input.until_at!, on_deadline: 'post' },
            },
          ],
          writes: openLot(ctx, credit),
          events: [],
        };
      }
      if (input.kind === 'void')
        return {
          accept: { balance_after: 0 },
          transfers: [{ kind: 'void', hold: input.hold! }],
          writes: [],
          events: [],
        };
      if (input.kind === 'return') {
        const { parts, ...outcome } = returnPoints(ctx, { ...act, legs: input.legs! });
        return { accept: outcome, ...parts };
      }
      if (input.kind === 'back') {
        const { parts, balance_after } = takeBackPoints(ctx, { ...act, earned_on: day(input.earned_on!) });
        return { accept: { balance_after }, ...parts };
      }
      if (input.kind === 'spend') {
        const spent = spendPoints(ctx, act);
        if ('missing' in spent) return { refuse: 'points_insufficient', params: { missing: spent.missing } };
        return { accept: { balance_after: spent.balance_after }, ...spent.parts };
      }
      const { parts, balance_after } = creditPoints(ctx, act);
      return { accept: { balance_after }, ...parts };
    },
  };
}

let serial = 0;

/** A program with its members' points and the jobs that look after them, on a clock that the test drives. */
export class Program {
  readonly ledger: Ledger;
  /** Legs of the spends of each member that have not come back. */
  readonly spends = new Map<number, SpentLeg[][]>();
  private readonly command: Command<Move, null, Moved>;

  constructor(
    readonly database: Database,
    readonly clock: TestClock,
    readonly policy: ReturnPolicy,
  ) {
    this.ledger = createLedger(database, { timezone: policy.timezone }, clock);
    this.command = moveOf(policy);
  }

  move(input: Move): Promise<RunResult<Moved>> {
    serial += 1;
    return this.ledger.run(this.command, input, { key: `move:${serial}`, actor });
  }

  /** The same, failing the test when it is refused. */
  async ok(input: Move): Promise<Moved> {
    const result = await this.move(input);
    if (!result.ok) throw new Error(`${input.kind} was refused: ${JSON.stringify(result.refusal)}`);
    return result.answer;
  }

  kinds() {
    const { database, ledger, policy } = this;
    return expiryJobs({ database, ledger, policy });
  }

  /** A process that works the jobs. */
  worker() {
    return runnerOf(this.database, this.clock, this.kinds());
  }

  /** What the jobs of today do, and of tonight when they are not due yet. */
  async runJobs(): Promise<void> {
    await drain(this.worker());
  }

  /** What a member has, by the same query that the member's page uses. */
  async points(member: number): Promise<ReturnType<typeof balanceOf>> {
    const today = programDay(this.policy, this.clock.now());
    return memberPoints(this.database.read, memberId(member), today);
  }

  /** The legs of the last spend of a member, as a return wants them. */
  async spentLegs(member: number): Promise<SpentLeg[]> {
    const rows = await this.database.read.query<{ account_id: string; points: number | string }>(
      `SELECT debit_account AS account_id, amount AS points FROM transfers WHERE code = 'points.spent' AND command_id =
         (SELECT command_id FROM transfers WHERE code = 'points.spent' AND subject = ?
          ORDER BY subject_version DESC LIMIT 1) ORDER BY id`,
      [owner.member(memberId(member))],
    );
    return rows.map(({ account_id, points }) => ({ account_id, points: Number(points) }));
  }

  /** Types and data of a member's events of the jobs, in order. */
  async told(member: number): Promise<[string, Record<string, unknown>][]> {
    const rows = await this.database.read.query<{ type: string; data: string }>(
      "SELECT type, data FROM outbox WHERE owner_key = ? AND type LIKE 'points.expir%' ORDER BY owner_version, ordinal",
      [owner.member(memberId(member))],
    );
    return rows.map(({ type, data }) => [type, JSON.parse(data) as Record<string, unknown>]);
  }

  /** Points of the lines of this reason, in order. */
  async lines(member: number, reason: PointReason): Promise<number[]> {
    const rows = await this.database.read.query<{ points: number | string }>(
      'SELECT points FROM point_lines WHERE member_id = ? AND reason = ? ORDER BY version, ordinal',
      [memberId(member), reason],
    );
    return rows.map(({ points }) => Number(points));
  }

  async drift(): Promise<unknown[]> {
    return (await audit(this.database, [...LEDGER_CHECKS, ...pointsAuditChecks])).drift as unknown[];
  }

  async close(): Promise<void> {
    await this.ledger.close();
  }
}
