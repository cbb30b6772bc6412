import { audit } from '../../server/ledger';
import { orderRefundsAuditChecks } from '../../server/orders';
import { paymentsAuditChecks } from '../../server/payments';
import { useTestApp, type TestApp } from '../support/app';
import {
  askBack,
  buy,
  followRefunds,
  handOut,
  openMarket,
  refundByHand,
  type BoughtOrder,
} from './order-refunds.support';

const CHECKS = [...paymentsAuditChecks, ...orderRefundsAuditChecks];

let app: TestApp;
/** Of three pieces, one went back; and all of another, which was paid at the counter and for points. */
let part: BoughtOrder;
let handed: BoughtOrder;

useTestApp(
  async (started) => {
    app = started;
    await app.app.background.stop();
    const market = await openMarket(app);
    part = await buy(market, { pieces: 3, price_fen: 1_000, price_points: 10 });
    await askBack(app, part, 1, { fen: 333, points: 3 });
    handed = await buy(market, { pieces: 1 });
    await handOut(market, handed, 1);
    const whole = await buy(market);
    await refundByHand(app, whole, 1, { fen: 990, points: 0 });
    await followRefunds(app);
  },
  { pay: true },
);

const run = (sql: string): Promise<number> =>
  app.db.database.transaction((session) =>
    session.execute(
      sql
        .replaceAll(':part', `'${part.order}'`)
        .replaceAll(':paid', `'${part.payment ?? ''}'`)
        .replaceAll(':handed', `'${handed.order}'`),
      [],
    ),
  );

const WAY = 'money of pieces goes back the way it came';
const PIECES = 'what WeChat Pay sends back for pieces is what was refunded of them';
const BOOKS = 'no money without order, no order without money';
const SHARE = 'what went back of an order is the share of the pieces refunded, whatever the series';
const OVER = 'an order of which nothing is left does not wait to be picked up';
const COUNT = 'an order counts the pieces that were refunded of it';
const POINTS = 'the points of an order are spent while it is theirs, and back when they were given back';
const UNTIL = 'a refund is asked about until it is final';
const REPORTS = 'goods handed over are reported of money that came through WeChat Pay';

describe('the audit of money', () => {
  it.each([
    [
      'money that nothing was sold for',
      'UPDATE payments SET received_fen = received_fen + 1 WHERE id = :paid',
      'UPDATE payments SET received_fen = received_fen - 1 WHERE id = :paid',
      [BOOKS],
    ],
    [
      'an order that nobody paid',
      'UPDATE orders SET pay_fen = pay_fen + 3 WHERE id = :part',
      'UPDATE orders SET pay_fen = pay_fen - 3 WHERE id = :part',
      [BOOKS, SHARE],
    ],
    [
      'a payment of somebody else',
      "UPDATE payments SET member_id = 'mem_other' WHERE id = :paid",
      'UPDATE payments SET member_id = (SELECT member_id FROM orders WHERE id = :part) WHERE id = :paid',
      ['a payment is of an order of its member', 'money goes back through WeChat Pay to where it came from'],
    ],
    [
      'money of which nobody knows how much came',
      'UPDATE payments SET received_fen = NULL WHERE id = :paid',
      'UPDATE payments SET received_fen = 1000 WHERE id = :paid',
      [
        'a payment that is paid says what came in, and only that',
        'no more of a payment goes back than came in',
        BOOKS,
      ],
    ],
    [
      'more going back than came in',
      'UPDATE payment_refunds SET amount_fen = amount_fen + 1000 WHERE order_id = :part',
      'UPDATE payment_refunds SET amount_fen = amount_fen - 1000 WHERE order_id = :part',
      ['no more of a payment goes back than came in', PIECES, WAY],
    ],
    [
      'money that goes back for nothing',
      "UPDATE payment_refunds SET why = 'late' WHERE order_id = :part",
      "UPDATE payment_refunds SET why = 'pieces' WHERE order_id = :part",
      [BOOKS, PIECES, WAY],
    ],
    [
      'a refund that nobody follows',
      'UPDATE payment_refunds SET next_at = NULL WHERE order_id = :part',
      'UPDATE payment_refunds SET next_at = requested_at + 30000 WHERE order_id = :part',
      [UNTIL],
    ],
    [
      'a refund whose money goes nowhere',
      'UPDATE order_refunds SET payment_refund_id = NULL WHERE order_id = :part',
      'UPDATE order_refunds SET payment_refund_id = (SELECT id FROM payment_refunds WHERE order_id = :part) WHERE order_id = :part',
      [PIECES, WAY],
    ],
    [
      'pieces that nobody refunded',
      'UPDATE orders SET pieces_refunded = 2 WHERE id = :part',
      'UPDATE orders SET pieces_refunded = 1 WHERE id = :part',
      [COUNT, SHARE],
    ],
    [
      'more than a share',
      'UPDATE order_refunds SET points = points + 1 WHERE order_id = :part',
      'UPDATE order_refunds SET points = points - 1 WHERE order_id = :part',
      [SHARE, POINTS],
    ],
    [
      'an order that waits with nothing left',
      "UPDATE orders SET state = 'paid' WHERE id = :handed",
      "UPDATE orders SET state = 'picked_up' WHERE id = :handed",
      [OVER],
    ],
    [
      'points that were never spent',
      "UPDATE point_lines SET points = points + 1 WHERE reference = :part AND reason = 'spend'",
      "UPDATE point_lines SET points = points - 1 WHERE reference = :part AND reason = 'spend'",
      [POINTS],
    ],
    [
      'a report of goods that nobody bought',
      "UPDATE shipping_reports SET order_id = 'ord_other' WHERE order_id = :handed",
      "UPDATE shipping_reports SET order_id = :handed WHERE order_id = 'ord_other'",
      [REPORTS],
    ],
    [
      'a day whose bill says another count',
      "INSERT INTO bill_checks (day, payments, refunds, differences, at) VALUES ('2026-11-19', 0, 0, 1, 0)",
      "DELETE FROM bill_checks WHERE day = '2026-11-19'",
      ['a day whose bill was compared counts its differences'],
    ],
  ])('L7: finds %s', async (_name, damage, repair, names) => {
    expect((await audit(app.db.database, CHECKS)).drift).toEqual([]);
    expect(await run(damage)).toBe(1);
    const { drift } = await audit(app.db.database, CHECKS);
    expect(await run(repair)).toBe(1);
    expect([...new Set(drift.map(({ check }) => check))]).toEqual(names);
  });
});
