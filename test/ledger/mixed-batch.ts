import { instant } from '../../shared/kernel';
import type { Command, Ledger, RunResult } from '../../server/ledger';
import type { Database } from '../../server/platform/database';
import { answerOf, expectCleanBooks } from './books';
import { actor, claim, earn, memberId, print, spend, templateId, totalOf } from './toy';
import { resolve, rest } from './toy-holds';

type Asked = readonly [command: Command<never, unknown, object>, input: object, key: string];

/** Commands asked for together, and what they must answer. */
export interface MixedBatch {
  readonly n: number;
  readonly asked: readonly Asked[];
  readonly answers: readonly object[];
}

/** Batches of creations, changes, a hold opened, one posted, and a refusal; each on owners of its own. */
export class MixedBatches {
  private round = 0;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  async next(): Promise<MixedBatch> {
    this.round += 1;
    const n = this.round;
    const later = instant(Date.now() + 3_600_000);
    await this.ledger.run(print, { template: n, amount: 2 }, { key: `${n}:print`, actor });
    await this.ledger.run(earn, { member: n, amount: 10, on: null }, { key: `${n}:earn`, actor });
    const resting = { member: n, amount: 6, deadline_at: later, on_deadline: 'post' } as const;
    const { hold_id: hold } = answerOf(await this.ledger.run(rest, resting, { key: `${n}:rest`, actor }));
    const asked: [Command<never, unknown, object>, object][] = [
      [claim, { template: n, member: n, limit: 1 }],
      [claim, { template: n, member: n + 1_000, limit: 1 }],
      [claim, { template: n, member: n + 2_000, limit: 1 }],
      [earn, { member: n, amount: 5, on: '2027-12-31' }],
      [spend, { member: n, amount: 12 }],
      [rest, { member: n + 1_000, amount: 3, deadline_at: later, on_deadline: 'void' }],
      [resolve, { hold_id: hold, how: 'post', amount: 4 }],
    ];
    return {
      n,
      asked: asked.map(([command, input], i) => [command, input, `${n}:${i}`]),
      answers: [
        { left: 1 },
        { left: 0 },
        { code: 'sold_out' },
        { balance: 5 },
        { rest: 3 },
        { hold_id: expect.stringMatching(/^trf_/) },
        { state: 'posted', amount: 4 },
      ],
    };
  }

  /** All of the batch happened, and once. */
  async expectOnce({ n }: MixedBatch): Promise<void> {
    expect(await totalOf(this.database, `stock.available:${templateId(n)}`)).toBe(0);
    expect(await totalOf(this.database, `stock.issued:${templateId(n)}`)).toBe(2);
    expect(await totalOf(this.database, `points.member:${memberId(n)}`)).toBe(7);
    const keys = await this.database.read.query('SELECT idem FROM commands WHERE idem LIKE ?', [`${n}:%`]);
    expect(keys).toHaveLength(3 + 6);
    await expectCleanBooks(this.database);
  }
}

/** Asks for all commands of a batch at once. */
export function ask(ledger: Ledger, { asked }: MixedBatch): Promise<RunResult<object>[]> {
  return Promise.all(
    asked.map(([command, input, key]) => ledger.run(command, input as never, { key, actor })),
  );
}

/** What was answered or refused. */
export function said(results: readonly RunResult<object>[]): object[] {
  return results.map((result) => (result.ok ? result.answer : { code: result.refusal.code }));
}
