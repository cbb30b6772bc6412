import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import {
  claim,
  couponCode,
  joinCustomer,
  listedTemplate,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  scannedCoupon,
  type Counter,
} from '../api/counter.support';
import { signIn } from '../api/console.support';
import { arrive, CONSENTS, createChannel, createTemplate } from '../api/joins.support';
import { setSignInRule } from '../api/sign-ins.support';
import type { Act } from './act';
import { ReferralActs } from './referral-acts';

/** A shop, in which each act can be made ready as often as wanted. */
export class FeatureActs {
  private constructor(
    private readonly app: TestApp,
    private readonly counter: Counter,
    /** Of a merchant whose points rest. */
    private readonly resting: Counter,
    private readonly template: Id<'template'>,
    private readonly channelCode: string,
    private readonly referrals: ReferralActs,
  ) {}

  static async open(app: TestApp): Promise<FeatureActs> {
    const counter = await openCounter(app);
    const template = await listedTemplate(app, counter, { stock: 10_000 });
    const gift = await createTemplate(app, counter.shop, { stock: 10_000 });
    const channel = await createChannel(app, { gift_template_id: gift, gift_points: 3, gift_budget: 10_000 });
    const resting = await openCounter(app, { rest_days: 7 });
    await setSignInRule(app);
    const referrals = await ReferralActs.open(app, counter);
    return new FeatureActs(app, counter, resting, template, channel.code, referrals);
  }

  /** Each act by its name. */
  get all(): Readonly<Record<ActName, () => Promise<Act>>> {
    return {
      join: () => this.join(),
      claim: () => this.claim(),
      redemption: () => this.redemption(),
      purchase: () => this.purchase(),
      undo: () => this.undo(),
      refund: () => this.refund(this.counter),
      'refund of what rests': () => this.refund(this.resting),
      'sign-in': () => this.signIn(),
      adjustment: () => this.adjustment(),
      'join by an invite': () => this.referrals.join(),
      'claim of a reward in points': () => this.referrals.claimPoints(),
      'claim of a reward as a coupon': () => this.referrals.claimCoupon(),
    };
  }

  /** Joining through a channel, with its welcome coupon and points. */
  private async join(): Promise<Act> {
    const { app } = this;
    const { token, visit_id: visitId } = await arrive(app, this.channelCode);
    return {
      ask: (key) =>
        app.call('POST /members', { token, key, body: { visit_id: visitId, consents: CONSENTS } }),
      made: (body) => {
        const { member, welcome } = body as { member: { id: string }; welcome: object[] };
        if (welcome.length !== 2) throw new Error('the welcome gift is missing');
        return [
          ['members', 'id', member.id],
          ['coupons', 'member_id', member.id],
          ['point_lines', 'member_id', member.id],
        ];
      },
    };
  }

  private async claim(): Promise<Act> {
    const { app } = this;
    const { token, id } = await joinCustomer(app);
    const params = { id: this.template };
    return {
      ask: (key) => app.call('POST /coupon-templates/{id}/claims', { token, key, params }),
      made: () => [['coupons', 'member_id', id]],
    };
  }

  /** A coupon redeemed on a bill that earns points. */
  private async redemption(): Promise<Act> {
    const { app, counter } = this;
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, this.template);
    nextStep(app);
    const { scan_id: scanId } = await scannedCoupon(app, counter, customer, coupon);
    const body = { scan_id: scanId, bill: { amount_fen: 2_500 } };
    return {
      ask: (key) => app.call('POST /staff/redemptions', { token: counter.clerk.token, key, body }),
      made: () => [
        ['redemptions', 'coupon_id', coupon.id],
        ['purchases', 'member_id', customer.id],
        ['point_lines', 'member_id', customer.id],
      ],
    };
  }

  private async purchase(): Promise<Act> {
    const { app, counter } = this;
    const { clerk, shop } = counter;
    const customer = await joinCustomer(app);
    nextStep(app);
    const scan = await scanAt(app, clerk, shop.store_id, memberCode(app, customer));
    const body = { scan_id: scan.scan_id, store_id: shop.store_id, amount_fen: 1_800 };
    return {
      ask: (key) => app.call('POST /staff/purchases', { token: clerk.token, key, body }),
      made: () => [
        ['purchases', 'member_id', customer.id],
        ['point_lines', 'member_id', customer.id],
      ],
    };
  }

  private async undo(): Promise<Act> {
    const { app, counter } = this;
    const { token } = counter.clerk;
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, this.template);
    nextStep(app);
    const code = couponCode(app, customer, coupon);
    const { scan_id: scanId } = await scanAt(app, counter.clerk, counter.shop.store_id, code);
    const { redemption_id: id } = await app.ok('POST /staff/redemptions', {
      token,
      body: { scan_id: scanId, bill: { amount_fen: 2_500 } },
    });
    return {
      ask: (key) =>
        app.call('POST /staff/redemptions/{id}/undo', {
          token,
          key,
          params: { id },
          body: { reason: '改单' },
        }),
      made: () => [['redemption_undos', 'redemption_id', id]],
    };
  }

  /** A part of a purchase that comes back, with its points or out of the hold they rest under. */
  private async refund(counter: Counter): Promise<Act> {
    const { app } = this;
    const { clerk, shop } = counter;
    const customer = await joinCustomer(app);
    nextStep(app);
    const scan = await scanAt(app, clerk, shop.store_id, memberCode(app, customer));
    const { purchase_id: id } = await app.ok('POST /staff/purchases', {
      token: clerk.token,
      body: { scan_id: scan.scan_id, store_id: shop.store_id, amount_fen: 4_000 },
    });
    const body = { amount_fen: 1_500, reason: '顾客退货' };
    return {
      ask: (key) =>
        app.call('POST /staff/purchases/{id}/refunds', { token: clerk.token, key, params: { id }, body }),
      made: () => [['refunds', 'purchase_id', id]],
    };
  }

  private async signIn(): Promise<Act> {
    const { app } = this;
    const { token, id } = await joinCustomer(app);
    return {
      ask: (key) => app.call('POST /me/sign-ins', { token, key }),
      made: () => [
        ['sign_ins', 'member_id', id],
        ['point_lines', 'member_id', id],
      ],
    };
  }

  private async adjustment(): Promise<Act> {
    const { app } = this;
    const { id } = await joinCustomer(app);
    const call = { token: await signIn(app), params: { id }, body: { points: 30, reason: '活动补发' } };
    return {
      ask: (key) => app.call('POST /console/members/{id}/adjustments', { ...call, key }),
      made: () => [
        ['adjustments', 'member_id', id],
        ['point_lines', 'member_id', id],
      ],
    };
  }
}

export const ACTS = [
  'join',
  'claim',
  'redemption',
  'purchase',
  'undo',
  'refund',
  'refund of what rests',
  'sign-in',
  'adjustment',
  'join by an invite',
  'claim of a reward in points',
  'claim of a reward as a coupon',
] as const;
export type ActName = (typeof ACTS)[number];
