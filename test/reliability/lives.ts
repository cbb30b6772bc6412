import type { Id } from '../../shared/kernel';
import type { Random } from '../../server/platform/random';
import type { Client } from '../support/app';
import {
  claim,
  couponCode,
  hire,
  listedTemplate,
  memberCode,
  openCounter,
  scanAt,
  type Assistant,
  type Counter,
} from '../api/counter.support';
import { arrive, CONSENTS, createChannel, createTemplate } from '../api/joins.support';
import { customerOf } from '../api/counter.support';
import { Abandoned, Refused } from './journal';

/** How far a customer came; `null` where it is not known whether it happened. */
export interface Life {
  person: string;
  member_id: Id<'member'> | null;
  claims: number;
  redemptions: number;
  undos: number;
  purchases: number;
  /** The last balance that was answered. */
  balance: number | null;
  /** Whether the last request was given up: then one more of something may be there. */
  abandoned: boolean;
}

/** A shop whose customers join with a gift, claim, redeem, take back and buy. */
export class Shopping {
  readonly lives: Life[] = [];
  private next = 0;

  private constructor(
    private readonly counter: Counter,
    private readonly clerks: readonly Assistant[],
    private readonly template: Id<'template'>,
    private readonly channelCode: string,
    private readonly random: Random,
  ) {}

  /** Sets the shop up. `clerks` are many: each kill may count as a failed scan against one of them. */
  static async open(client: Client, random: Random, clerks: number): Promise<Shopping> {
    const counter = await openCounter(client);
    const template = await listedTemplate(client, counter, { stock: 1_000_000 });
    const gift = await createTemplate(client, counter.shop, { stock: 1_000_000 });
    const channel = await createChannel(client, {
      gift_template_id: gift,
      gift_points: 3,
      gift_budget: 1_000_000,
    });
    const more: Assistant[] = [];
    while (more.length < clerks)
      more.push(await hire(client, '小陈', 'clerk', [counter.shop.store_id], `clerk-${random.text(12)}`));
    return new Shopping(counter, more, template, channel.code, random);
  }

  /** One customer from the first scan to the second purchase, as far as answers come. */
  async live(client: Client): Promise<void> {
    const life: Life = {
      person: '',
      member_id: null,
      claims: 0,
      redemptions: 0,
      undos: 0,
      purchases: 0,
      balance: null,
      abandoned: false,
    };
    this.lives.push(life);
    try {
      await this.days(client, life);
    } catch (error) {
      if (error instanceof Refused) return;
      if (!(error instanceof Abandoned)) throw error;
      life.abandoned = true;
    }
  }

  private async days(client: Client, life: Life): Promise<void> {
    const person = await arrive(client, this.channelCode, `customer-${this.random.text(16)}`);
    life.person = person.openid;
    const joined = await client.ok('POST /members', {
      token: person.token,
      body: { visit_id: person.visit_id, consents: CONSENTS },
    });
    life.member_id = joined.member.id;
    life.balance = 3;
    const customer = customerOf({ ...person, joined });
    const coupon = await claim(client, customer, this.template);
    life.claims += 1;
    const clerk = this.clerk();
    const store = this.counter.shop.store_id;
    const scanned = await scanAt(client, clerk, store, couponCode(client, customer, coupon));
    const redeemed = await client.ok('POST /staff/redemptions', {
      token: clerk.token,
      body: { scan_id: scanned.scan_id, bill: { amount_fen: 2_500 } },
    });
    life.redemptions += 1;
    life.balance = redeemed.balance_after;
    if (this.random.int(2) === 0) {
      const undone = await client.ok('POST /staff/redemptions/{id}/undo', {
        token: clerk.token,
        params: { id: redeemed.redemption_id },
        body: { reason: '改单' },
      });
      life.undos += 1;
      life.balance -= undone.points_taken_back;
    }
    const ticket = await scanAt(client, clerk, store, memberCode(client, customer));
    const bought = await client.ok('POST /staff/purchases', {
      token: clerk.token,
      body: { scan_id: ticket.scan_id, store_id: store, amount_fen: 1_800 },
    });
    life.purchases += 1;
    life.balance = bought.balance_after;
  }

  private clerk(): Assistant {
    this.next += 1;
    const clerk = this.clerks[this.next % this.clerks.length];
    if (!clerk) throw new Error('nobody is at the counter');
    return clerk;
  }
}
