import fc from 'fast-check';
import type { Id } from '../../shared/kernel';
import { instant } from '../../shared/kernel';
import { lapseHolds, type Command, type Ledger, type RunResult } from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { expectCleanBooks } from './books';
import { anyOp, Model, plainOp, type Answer, type Op } from './model';
import { seeded } from './seed';
import { actor, claim, createLedger, earn, print, spend } from './toy';
import { move, resolve, rest, setAside } from './toy-holds';

/** Goal: whatever the history, the engine answers and ends like a ledger made of plain maps. */

const HOUR_MS = 3_600_000;
type AnyCommand = Command<unknown, unknown, object>;

/** One history on the engine; every run has members, templates and keys of its own. */
class History {
  readonly holdIds = new Map<number, Id<'transfer'>>();
  private readonly asked = new Map<number, { command: AnyCommand; input: unknown }>();

  constructor(
    private readonly run: number,
    private readonly clock: TestClock,
  ) {}

  /** Asks the engine for `op` as the command at `position`. */
  ask(ledger: Ledger, position: number, op: Op, model?: Model): Promise<Answer> {
    const { command, input } = this.commandOf(position, op, model);
    this.asked.set(position, { command, input });
    return this.send(ledger, position, command, input);
  }

  again(ledger: Ledger, position: number): Promise<Answer> {
    const { command, input } = this.asked.get(position)!;
    return this.send(ledger, position, command, input);
  }

  send(ledger: Ledger, position: number, command: AnyCommand, input: unknown): Promise<Answer> {
    return ledger
      .run(command, input, { key: `model:${this.run}:${position}`, actor })
      .then((result) => this.plain(position, result));
  }

  /** The numbers of the op within this run. */
  of(op: Op): Op {
    const shift = (n: number): number => this.run * 10 + n;
    const moved: Record<string, unknown> = { ...op };
    for (const name of ['template', 'member', 'from', 'to']) {
      if (name in moved) moved[name] = shift(moved[name] as number);
    }
    return moved as Op;
  }

  commandOf(position: number, op: Op, model?: Model): { command: AnyCommand; input: unknown } {
    const { op: name, ...input } = op;
    const deadline = (hours: number): { deadline_at: number } => ({
      deadline_at: this.clock.now() + hours * HOUR_MS,
    });
    switch (name) {
      case 'print':
        return { command: print, input };
      case 'claim':
        return { command: claim, input };
      case 'earn':
        return { command: earn, input };
      case 'spend':
        return { command: spend, input };
      case 'move':
        return { command: move, input };
      case 'rest': {
        const { hours, ...others } = input as Extract<Op, { op: 'rest' }>;
        return { command: rest, input: { ...others, ...deadline(hours) } };
      }
      case 'set_aside': {
        const { hours, ...others } = input as Extract<Op, { op: 'set_aside' }>;
        return { command: setAside, input: { ...others, ...deadline(hours) } };
      }
      case 'resolve': {
        const { of, how, part } = input as Extract<Op, { op: 'resolve' }>;
        const held = model?.holds.get(position - of);
        const amount = how === 'void' || !held ? null : Math.max(1, Math.floor((held.amount * part) / 4));
        const holdId = this.holdIds.get(position - of) ?? 'trf_none';
        return { command: resolve, input: { hold_id: holdId, how, amount } };
      }
      case 'lapse':
      case 'again':
      case 'reuse':
        throw new Error(`${name} is no command`);
    }
  }

  private plain(position: number, result: RunResult<object>): Answer {
    if (!result.ok) return { ok: false, code: result.refusal.code };
    const { hold_id: hold, ...answer } = result.answer as { hold_id?: Id<'transfer'> };
    if (hold !== undefined) this.holdIds.set(position, hold);
    return {
      ok: true,
      replayed: result.replayed,
      answer: hold === undefined ? answer : { ...answer, hold: position },
    };
  }
}

describe('the engine and a plain model', () => {
  let db: TestDatabase;
  let runs = 0;
  const clock = new TestClock();
  const ledgers: Ledger[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    ledgers.push(createLedger(db.database, {}, clock));
    ledgers.push(createLedger(testDatabase === 'mariadb' ? await db.another() : db.database, {}, clock));
  });
  afterAll(async () => {
    for (const ledger of ledgers) await ledger.close();
    await db.drop();
  });
  beforeEach(() => {
    clock.set(instant(Date.UTC(2026, 10, 20)));
  });

  /** A history of its own: what earlier ones left on hold lapses first. */
  const begin = async (): Promise<History> => {
    runs += 1;
    clock.advance(10 * HOUR_MS);
    while ((await lapseHolds(db.database, ledgers[0]!, clock)) > 0);
    return new History(runs, clock);
  };

  /** All counters by account, stripes of system accounts together. */
  const counters = async (): Promise<Map<string, number[]>> => {
    const rows = await db.database.read.query<{ id: string } & Record<string, number>>(
      'SELECT * FROM accounts',
    );
    const sums = new Map<string, number[]>();
    for (const row of rows) {
      const id = row.id.replace(/#\d+$/, '');
      const four = [
        row['debits_posted'],
        row['credits_posted'],
        row['debits_pending'],
        row['credits_pending'],
      ];
      const before = sums.get(id) ?? [0, 0, 0, 0];
      sums.set(
        id,
        before.map((n, i) => n + Number(four[i])),
      );
    }
    return sums;
  };

  /** The accounts moved exactly as the model's did. */
  const expectMoved = async (before: Map<string, number[]>, model: Model): Promise<void> => {
    const moved = new Map<string, number[]>();
    for (const [id, sums] of await counters()) {
      const change = sums.map((n, i) => n - (before.get(id)?.[i] ?? 0));
      if (change.some((n) => n !== 0)) moved.set(id, change);
    }
    const wanted = new Map<string, number[]>();
    for (const [id, { debit, credit, debitHeld, creditHeld }] of model.balances) {
      const four = [debit, credit, debitHeld, creditHeld];
      if (four.some((n) => n !== 0)) wanted.set(id, four);
    }
    expect(Object.fromEntries([...moved].sort())).toEqual(Object.fromEntries([...wanted].sort()));
  };

  it('L4: one after another, every answer and every counter is the model’s', async () => {
    const property = fc.asyncProperty(fc.array(anyOp, { minLength: 1, maxLength: 40 }), async (ops) => {
      const history = await begin();
      const model = new Model();
      const before = await counters();
      const plain: (Op | undefined)[] = [];
      for (const [position, raw] of ops.entries()) {
        const ledger = ledgers[position % 2]!;
        if (raw.op === 'lapse') {
          clock.advance(HOUR_MS);
          model.lapse();
          await lapseHolds(db.database, ledger, clock);
          continue;
        }
        if (raw.op === 'again' || raw.op === 'reuse') {
          const earlier = plain[position - raw.of];
          if (!earlier) continue;
          if (raw.op === 'again') {
            const wanted = model.again(position - raw.of, earlier);
            expect(await history.again(ledger, position - raw.of)).toEqual(wanted);
          } else if (!('amount' in earlier)) {
            continue;
          } else {
            const other = { ...earlier, amount: earlier.amount + 1 };
            const wanted = model.reuse(position - raw.of, other);
            plain[position - raw.of] = wanted.ok ? other : earlier;
            const { command, input } = history.commandOf(position - raw.of, other);
            expect(await history.send(ledger, position - raw.of, command, input)).toEqual(wanted);
            if (wanted.ok) plain[position - raw.of] = undefined; // its content is another now
          }
          continue;
        }
        const op = history.of(raw);
        // a resolution is asked once: what it posts depends on what is open now
        plain[position] = op.op === 'resolve' ? undefined : op;
        const asked = history.ask(ledger, position, op, model);
        expect(await asked).toEqual(model.run(position, op));
      }
      await expectMoved(before, model);
    });
    await fc.assert(property, seeded(testDatabase === 'mariadb' ? 12 : 25));
    await expectCleanBooks(db.database);
  });

  it('L4: asked together, commands of a batch are decided in order, each seeing the ones before', async () => {
    const chunk = fc.array(plainOp, { minLength: 1, maxLength: 60 });
    const property = fc.asyncProperty(fc.array(chunk, { minLength: 1, maxLength: 3 }), async (parts) => {
      const history = await begin();
      const model = new Model();
      const before = await counters();
      let position = 0;
      for (const part of parts) {
        const ops = part.map((raw) => history.of(raw));
        const answers = await Promise.all(ops.map((op, i) => history.ask(ledgers[0]!, position + i, op)));
        expect(answers).toEqual(ops.map((op, i) => model.run(position + i, op)));
        position += ops.length;
      }
      await expectMoved(before, model);
    });
    await fc.assert(property, seeded(testDatabase === 'mariadb' ? 12 : 20));
    await expectCleanBooks(db.database);
  });

  it('L1: asked together of two engines in any order, nothing is lost, made or overdrawn', async () => {
    const property = fc.asyncProperty(fc.array(anyOp, { minLength: 20, maxLength: 80 }), async (ops) => {
      const history = await begin();
      const answers = await Promise.all(
        ops.map(async (raw, position) => {
          if (raw.op === 'lapse') {
            await lapseHolds(db.database, ledgers[position % 2]!, clock);
            return null;
          }
          if (raw.op === 'again' || raw.op === 'reuse' || raw.op === 'resolve') return null;
          const op = history.of(raw);
          const { command, input } = history.commandOf(position, op);
          // each is asked of both engines at once, and twice of one
          return Promise.all(
            [0, 1, 1].map((which) => history.send(ledgers[which]!, position, command, input)),
          );
        }),
      );
      for (const three of answers) {
        if (!three) continue;
        const accepted = three.filter((answer) => answer.ok);
        expect(accepted.filter((answer) => !answer.replayed).length).toBeLessThanOrEqual(1);
        expect(new Set(accepted.map(({ answer }) => JSON.stringify(answer))).size).toBeLessThanOrEqual(1);
      }
      await expectCleanBooks(db.database);
    });
    await fc.assert(property, seeded(6));
  });
});
