import type { Id } from '../../shared/kernel';
import { owner, type Command } from '../../server/ledger';
import {
  paymentRefunds,
  payments,
  requestRefund,
  shippingParts,
  type PaymentRefundRow,
  type PaymentRow,
} from '../../server/payments';
import { sandboxPost, type TestApp } from '../support/app';

let serial = 0;

const TESTER = { kind: 'system', id: 'test' } as const;

async function paymentOf(app: TestApp, id: Id<'payment'>): Promise<PaymentRow> {
  const [raw] = await app.db.database.read.query('SELECT * FROM payments WHERE id = ?', [id]);
  if (!raw) throw new Error('no such payment');
  return payments.decode(raw);
}

/** Sends so much of a payment back, by the part that commands call. */
export async function sendBack(
  app: TestApp,
  id: Id<'payment'>,
  fen: number,
  why: PaymentRefundRow['why'] = 'pieces',
): Promise<Id<'payment_refund'>> {
  const payment = await paymentOf(app, id);
  const command: Command<{ n: number }, null, { refund_id: Id<'payment_refund'> }> = {
    kind: 'test.send_back',
    prepare: () => {
      const subject = owner.member(payment.member_id);
      return { subject, owners: [subject], seen: null };
    },
    decide(ctx) {
      const { parts, refund_id } = requestRefund(ctx, { payment, amount_fen: fen, why });
      return { accept: { refund_id }, ...parts };
    },
  };
  serial += 1;
  const run = await app.app.core.ledger.run(
    command,
    { n: serial },
    { key: `test-back:${serial}`, actor: TESTER },
  );
  if (!run.ok) throw new Error(`not sent back: ${run.refusal.code}`);
  return run.answer.refund_id;
}

/** Makes a report of goods handed over due. */
export async function handOver(app: TestApp, id: Id<'payment'>): Promise<void> {
  const payment = await paymentOf(app, id);
  const command: Command<{ n: number }, null, { n: number }> = {
    kind: 'test.hand_over',
    prepare: () => {
      const subject = owner.member(payment.member_id);
      return { subject, owners: [subject], seen: null };
    },
    decide: (ctx) => ({ accept: { n: 1 }, ...shippingParts(ctx, { payment, description: '招牌奶茶' }) }),
  };
  const run = await app.app.core.ledger.run(command, { n: 1 }, { key: `test-ship:${id}`, actor: TESTER });
  if (!run.ok) throw new Error('not handed over');
}

/** A refund as it stands. */
export async function refundRow(app: TestApp, id: Id<'payment_refund'>): Promise<PaymentRefundRow> {
  const [raw] = await app.db.database.read.query('SELECT * FROM payment_refunds WHERE id = ?', [id]);
  if (!raw) throw new Error('no such refund');
  return paymentRefunds.decode(raw);
}

/** Lets WeChat Pay misbehave at so many calls of a path. */
export async function payFault(app: TestApp, path: string, kind: string, times = 1): Promise<void> {
  await sandboxPost(app.sandboxUrl, 'faults', { path, kind, times });
}

/** What a member was told, by type. */
export async function toldTo(
  app: TestApp,
  { id }: { readonly id: Id<'member'> },
  type: string,
): Promise<Record<string, unknown>[]> {
  const rows = await app.db.database.read.query<{ data: string | Record<string, unknown> }>(
    'SELECT data FROM outbox WHERE owner_key = ? AND type = ? ORDER BY id',
    [owner.member(id), type],
  );
  return rows.map(({ data }) =>
    typeof data === 'string' ? (JSON.parse(data) as Record<string, unknown>) : data,
  );
}
