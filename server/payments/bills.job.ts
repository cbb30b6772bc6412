import { addDays, dayIn, instant, type Day, type Id } from '../../shared/kernel';
import { hashOf, type Actor, type Ledger } from '../ledger';
import type { PayConfig } from '../platform/config';
import type { Database } from '../platform/database';
import type { JobKind } from '../platform/jobs';
import type { PaymentGateway } from '../wechat/pay';
import { billCompared, differenceId, type BillCompared } from './bills.command';
import { booksOf } from './bills.queries';
import { BILL_ZONE, compareBill, isRefundLine, type Difference } from './bills.rules';

/** Minutes after midnight in China: yesterday's bill is ready. */
const READY_AT = 605;
/** How long WeChat Pay keeps bills. */
const KEPT_DAYS = 89;
/** Differences noted in one command. */
const PAGE = 50;
const ACTOR: Actor = { kind: 'system', id: 'payments.check_bill' };

export interface BillJobs {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly gateway: PaymentGateway;
  readonly pay: Pick<PayConfig, 'appid' | 'mchid'> | null;
}

/** The day that was compared last. */
interface Cursor {
  readonly day: Day;
}

/**
 * Compares WeChat Pay's trade bill of yesterday with our books, and of every day before that was missed; a day a step.
 * A day may be compared again. While a bill is not ready the step fails, and is tried again.
 * @rule K5
 */
export function checkBillJob(parts: BillJobs): JobKind<Cursor | null, { readonly day: Day }> {
  return {
    kind: 'payments.check_bill',
    title: '核对微信支付交易账单',
    daily: { timezone: BILL_ZONE, minute: READY_AT },
    columns: ['day', 'kind', 'out_trade_no', 'out_refund_no', 'transaction_id', 'ours_fen', 'theirs_fen'],
    async step(cursor, { params }) {
      const { gateway, pay } = parts;
      if (!gateway.enabled || pay === null) return { cursor, done: 0, finished: true };
      const last = addDays(params.day, -1);
      const day = cursor === null ? await firstDay(parts.database, last) : addDays(cursor.day, 1);
      const found = await checkDay(parts, pay, day);
      return {
        cursor: { day },
        done: 1,
        finished: day >= last,
        rows: found.map((one) => [
          day,
          one.kind,
          one.out_trade_no,
          one.out_refund_no,
          one.transaction_id,
          one.ours_fen,
          one.theirs_fen,
        ]),
      };
    },
  };
}

/** The day after the one that was compared last, or that of the first payment; `last` at the latest. */
async function firstDay({ read }: Database, last: Day): Promise<Day> {
  const [checked] = await read.query<{ day: Day | null }>('SELECT MAX(day) AS day FROM bill_checks', []);
  const oldest = addDays(last, -KEPT_DAYS);
  const next = checked?.day ? addDays(checked.day, 1) : await firstPaid();
  if (next > last) return last;
  return next < oldest ? oldest : next;

  async function firstPaid(): Promise<Day> {
    const [row] = await read.query<{ at: number | string | null }>(
      "SELECT MIN(paid_at) AS at FROM payments WHERE way = 'wechat'",
      [],
    );
    const at = row?.at ?? null;
    return at === null ? last : dayIn(instant(Number(at)), BILL_ZONE);
  }
}

async function checkDay(
  { database, ledger, gateway }: BillJobs,
  pay: Pick<PayConfig, 'appid' | 'mchid'>,
  day: Day,
): Promise<Difference[]> {
  const lines = (await gateway.tradeBill(day)) ?? [];
  const compared = compareBill(lines, await booksOf(database.read, day, lines, pay));
  const byId = new Map(compared.map((one) => [differenceId(day, one), one]));
  const found = [...byId.values()];
  const [check] = await database.read.query<{ at: number | string }>(
    'SELECT at FROM bill_checks WHERE day = ?',
    [day],
  );
  const before = await database.read.query<{ id: Id<'history'> }>(
    'SELECT id FROM bill_differences WHERE day = ? AND gone_at IS NULL',
    [day],
  );
  const gone = before.map(({ id }) => id).filter((id) => !byId.has(id));
  const refunds = lines.filter(isRefundLine).length;
  const totals = { payments: lines.length - refunds, refunds, differences: found.length };
  const pages = Math.max(1, Math.ceil(found.length / PAGE), Math.ceil(gone.length / PAGE));
  for (let page = 0; page < pages; page += 1) {
    const part = <One>(all: readonly One[]): One[] => all.slice(page * PAGE, (page + 1) * PAGE);
    const isLast = page === pages - 1;
    const input = { day, found: part(found), gone: part(gone), totals: isLast ? totals : null };
    await note(ledger, input, String(check?.at ?? 'first'));
  }
  return found;
}

/**
 * A step that is run again, also by another process, notes the same once; what has changed since is noted too.
 * @param after when the day was compared before
 */
async function note(ledger: Ledger, input: BillCompared, after: string): Promise<void> {
  const key = `bill:${input.day}:${after}:${hashOf('bill', input)}`;
  const run = await ledger.run(billCompared, input, { key, actor: ACTOR });
  if (!run.ok) throw new Error(`a bill cannot be noted: ${run.refusal.code}`);
}
