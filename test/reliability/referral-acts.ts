import type { Id } from '../../shared/kernel';
import { advanceDue } from '../../server/referrals';
import type { TestApp } from '../support/app';
import {
  customerOf,
  joinCustomer,
  listedTemplate,
  type Counter,
  type Customer,
} from '../api/counter.support';
import { freshOpenid, CONSENTS } from '../api/joins.support';
import { createProgram, programTerms } from '../api/programs.support';
import { buy } from '../api/refunds.support';
import type { Act } from './act';

/** A minute later what rested can be claimed, where a program protects nothing. */
const RESTED_MS = 61_000;

/** What inviting leads to, ready to be sent any number of times with one key. */
export class ReferralActs {
  private constructor(
    private readonly app: TestApp,
    private readonly counter: Counter,
    /** Points for both. */
    private readonly points: Id<'referral_program'>,
    /** A coupon for whoever invites. */
    private readonly coupons: Id<'referral_program'>,
  ) {}

  static async open(app: TestApp, counter: Counter): Promise<ReferralActs> {
    const budget = 10_000;
    const terms = programTerms({ protect_days: 0 });
    const points = await createProgram(app, counter.shop, { terms, budget });
    const template = await listedTemplate(app, counter, { listed: false, stock: 10_000 });
    const prize = { ...terms, inviter_reward: { kind: 'coupon', template_id: template } } as const;
    const coupons = await createProgram(app, counter.shop, { name: '送券', terms: prize, budget });
    return new ReferralActs(app, counter, points, coupons);
  }

  /** Joining through a friend's card, by which both are promised something out of the budget. */
  async join(): Promise<Act> {
    const { app } = this;
    const inviter = await joinCustomer(app);
    const guest = await this.guestOf(inviter, this.coupons);
    return {
      ask: (key) => app.call('POST /members', { token: guest.token, key, body: { consents: CONSENTS } }),
      made: (body) => {
        const { member, invite } = body as { member: { id: string }; invite: object | null };
        if (invite === null) throw new Error('no invite was bound');
        return [
          ['invites', 'invitee_id', member.id],
          ['referral_rewards', 'member_id', member.id],
          ['referral_rewards', 'member_id', inviter.id],
          ['referral_standings', 'member_id', inviter.id],
        ];
      },
    };
  }

  /** A reward claimed in points. */
  async claimPoints(): Promise<Act> {
    const { inviter, reward } = await this.claimable(this.points);
    return this.claim(inviter, reward, [['point_lines', 'reference', reward]]);
  }

  /** A reward claimed as the coupon that was kept for it. */
  async claimCoupon(): Promise<Act> {
    const { inviter, reward } = await this.claimable(this.coupons);
    return this.claim(inviter, reward, [['coupons', 'source_id', reward]]);
  }

  private claim(
    { token }: Customer,
    reward: Id<'reward'>,
    made: readonly (readonly [string, string, string])[],
  ): Act {
    return {
      ask: (key) => this.app.call('POST /me/rewards/{id}/claims', { token, key, params: { id: reward } }),
      made: () => made,
    };
  }

  /** Somebody who has opened the card of a member and has not joined. */
  private async guestOf(inviter: Customer, program: Id<'referral_program'>) {
    const { app } = this;
    const params = { id: program };
    const { code } = await app.ok('POST /referral-programs/{id}/codes', { token: inviter.token, params });
    const openid = freshOpenid();
    const token = await app.asPerson(openid);
    const visit = await app.ok('POST /visits', { token, body: { invite: code } });
    return { openid, token, ...visit };
  }

  /** Somebody whose friend has joined, bought, and kept it. */
  private async claimable(program: Id<'referral_program'>) {
    const { app, counter } = this;
    const inviter = await joinCustomer(app);
    const guest = await this.guestOf(inviter, program);
    const body = { consents: CONSENTS };
    const joined = await app.ok('POST /members', { token: guest.token, body });
    const friend = customerOf({ ...guest, joined });
    await buy(app, counter, friend, { amount_fen: 3_000 });
    await this.settle();
    app.clock.advance(RESTED_MS);
    await this.settle();
    const query = { state: 'claimable' };
    const { items } = await app.ok('GET /me/rewards', { token: inviter.token, query });
    if (items[0] === undefined) throw new Error('nothing can be claimed');
    return { inviter, reward: items[0].id };
  }

  private async settle(): Promise<void> {
    const { database, ledger, clock, config } = this.app.app.core;
    await this.app.app.background.drain();
    while ((await advanceDue(database, ledger, clock, config.program)) > 0);
  }
}
