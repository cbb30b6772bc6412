import type { RouteKey } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Json } from '../support/samples';
import type { Counter, Customer, OwnCoupon } from './counter.support';
import type { Channel } from './joins.support';

export type Fields = Readonly<Record<string, Json>>;

/** What a test says about a route beyond what its schemas say. */
export interface Given {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of the query or the body that cannot stand beside another. */
  readonly without?: readonly string[];
}
export type GivenByRoute = Readonly<Partial<Record<RouteKey, Given>>>;

/** What requests about points, sign-ins and levels can be about. */
export interface EdgeOfPoints {
  /** Owes points. */
  readonly debtor: Customer;
  /** Joined yesterday, and has missed to sign in. */
  readonly early: Customer;
  /** Two that wait, asked for by somebody else than the owner of the console. */
  readonly adjustments: readonly [Id<'adjustment'>, Id<'adjustment'>];
}

/** Jobs of a kind that no worker of the app knows: they stay as they are. */
export interface EdgeOfJobs {
  /** Done, with a result. */
  readonly done: Id<'job'>;
  readonly open: readonly [Id<'job'>, Id<'job'>];
  readonly paused: Id<'job'>;
}

/** Ann's orders of one piece, and the clerk's tickets for them. */
export interface EdgeOfPickups {
  /** To be paid at the counter. */
  readonly due: Id<'order'>;
  readonly payment_scan: Id<'scan'>;
  /** Paid there. */
  readonly handover_scan: Id<'scan'>;
  readonly refund_scan: Id<'scan'>;
  /** Done a moment ago. */
  readonly handover: Id<'handover'>;
}

/** Orders whose money can go back, and money that does not arrive. */
export interface EdgeOfMoney {
  readonly ben: Customer;
  /** Ben's, paid with points. */
  readonly orders: readonly [Id<'order'>, Id<'order'>];
  readonly stuck: Id<'payment_refund'>;
  /** Ben's, not paid. */
  readonly idle: Id<'order'>;
}

/** Offers that are sold out, and Ann's place on the list of one. */
export interface EdgeOfWaits {
  readonly to_join: Id<'offer'>;
  readonly wait: Id<'wait'>;
}

/** A program that runs, with coupons as rewards. */
export interface EdgeOfReferrals {
  readonly program: Id<'referral_program'>;
  /** Of its rewards. */
  readonly template: Id<'template'>;
  /** Ann's for it. */
  readonly code: string;
  /** An invite that waits for review. */
  readonly waiting: Id<'invite'>;
  /** Ann's, which can be claimed, and that of a friend of hers. */
  readonly reward: Id<'reward'>;
  readonly their_reward: Id<'reward'>;
}

/** A shop with everything in it that a request can be about. */
export interface Edge {
  readonly counter: Counter;
  readonly ann: Customer;
  readonly template: Id<'template'>;
  readonly channel: Channel;
  /** Ann's: to redeem, to spend in a purchase, to look at. */
  readonly coupons: readonly [OwnCoupon, OwnCoupon, OwnCoupon];
  readonly redemption: Id<'redemption'>;
  /** Of Ann, by the clerk, with lines and the receipt number `A-0`. */
  readonly purchase: Id<'purchase'>;
  readonly campaign: Id<'point_campaign'>;
  readonly sale: Id<'sale'>;
  readonly offer: Id<'offer'>;
  /** Ann's, held: to look at and to give up. */
  readonly orders: readonly [Id<'order'>, Id<'order'>];
  /** Tickets of the clerk for Ann: for a redemption and for a purchase. */
  readonly scans: readonly [Id<'scan'>, Id<'scan'>];
  readonly receipt: string;
  readonly points: EdgeOfPoints;
  readonly jobs: EdgeOfJobs;
  readonly pickups: EdgeOfPickups;
  readonly waits: EdgeOfWaits;
  readonly money: EdgeOfMoney;
  readonly referrals: EdgeOfReferrals;
}
