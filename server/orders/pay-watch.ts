import { Injectable } from '@nestjs/common';
import { Ledger } from '../ledger';
import { askedPayment, nextQueryAt, payments, retryAt, type PaymentRow } from '../payments';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Log } from '../platform/logging';
import { lapseOne } from './give-up.commands';
import { PayDesk } from './pay-desk';

/** Most payments looked at in one round, all at once. */
const ROUND = 20;
const ACTOR = { kind: 'system', id: 'order.pay_watch' } as const;

/** Payments that are under way: background work that waits for WeChat Pay. */
@Injectable()
export class PayWatch {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly desk: PayDesk,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /**
   * Asks WeChat Pay about open payments by the plan, and closes those whose time is over; what they held is free only
   * then. While WeChat Pay is away, all stays as it is.
   * @rule F5 @rule F6
   * @returns how many are put off or over; those that could not even be put off come in the next round
   */
  async tick(): Promise<number> {
    const rows = await this.database.read.query(
      "SELECT * FROM payments WHERE state = 'open' AND next_query_at <= ? ORDER BY next_query_at, id LIMIT ?",
      [this.clock.now(), ROUND],
    );
    const done = await Promise.all(rows.map((raw) => this.look(payments.decode(raw))));
    return done.filter(Boolean).length;
  }

  private async look(payment: PaymentRow): Promise<boolean> {
    try {
      const isOver = this.clock.now() >= payment.expires_at;
      if (isOver) {
        if (await this.desk.close(payment))
          await lapseOne(this.ledger, this.config.program, payment.order_id, payment.id);
      } else await this.desk.learn(payment);
      // one that is paid or closed by now takes no notice of it
      return await this.asked(payment, isOver);
    } catch (error) {
      this.log.warn(
        { payment_id: payment.id, err: error },
        'a payment could not be looked at; it is tried again',
      );
      return this.asked(payment, true);
    }
  }

  private async asked(payment: PaymentRow, isRetry: boolean): Promise<boolean> {
    const { id, member_id, queries } = payment;
    const now = this.clock.now();
    const next = isRetry ? retryAt(now, queries) : nextQueryAt(payment, now);
    try {
      await this.ledger.run(
        askedPayment,
        { payment_id: id, member_id, queries, next_query_at: next },
        { key: `asked:${id}:${queries}`, actor: ACTOR, content: { payment_id: id } },
      );
      return true;
    } catch (err) {
      this.log.warn({ payment_id: id, err }, 'a payment could not be put off');
      return false;
    }
  }
}
