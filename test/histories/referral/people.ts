import type { ProgramTerms, RewardTerms } from '../../../shared/contract';

/**
 * What a referral program ought to do, kept in the plainest way: who did what, as lists. It shares no code with the
 * program, only the shape of the terms.
 */

export const DAY = 86_400_000;
export const MINUTE = 60_000;
const SHANGHAI = DAY / 3;

export interface Visit {
  readonly by: Invitation;
  readonly at: number;
}

/** A member's code of a program. */
export interface Invitation {
  readonly program: Program;
  readonly inviter: Person;
}

/** A purchase, or a coupon used up with one. */
export interface Act {
  readonly purchase: string;
  /** Of the coupon, where one was used up. */
  readonly redemption: string | null;
  readonly at: number;
  readonly paid: number;
  /** The coupon that was used up, where one was. */
  readonly coupon: Coupon | null;
  /** Who stood at the counter, where they are one of the group. */
  readonly recorder: Person | null;
  refunded: number;
  undone: boolean;
}

export interface Coupon {
  readonly template: string;
  readonly id: string;
  /** From then on it can be used no more. */
  readonly until: number;
  state: 'issued' | 'redeemed' | 'revoked';
}

export class Person {
  joined: number | null = null;
  readonly visits: Visit[] = [];
  readonly acts: Act[] = [];
  readonly coupons: Coupon[] = [];
  balance = 0;
  debt = 0;
  /** Works at the counter. */
  isStaff = false;

  /** @param risk what WeChat says of them, 0–4 (R7) */
  constructor(
    readonly name: string,
    readonly risk: number,
  ) {}

  /** Debt first. */
  credit(points: number): void {
    const repaid = Math.min(points, this.debt);
    this.debt -= repaid;
    this.balance += points - repaid;
  }

  /** What is not there becomes debt. */
  takeBack(points: number): void {
    const there = Math.min(points, this.balance);
    this.balance -= there;
    this.debt += points - there;
  }
}

export interface Terms {
  readonly since: number;
  readonly is: ProgramTerms;
}

export interface Program {
  readonly name: string;
  readonly starts: number;
  readonly terms: Terms[];
  ends: number;
  paused: boolean;
  granted: number;
  readonly milestones: Map<number, number>;
}

export interface Reward {
  readonly program: Program;
  readonly member: Person;
  readonly side: 'inviter' | 'invitee' | 'milestone';
  readonly friends: number | null;
  readonly gives: RewardTerms;
  readonly invite: Invite | null;
  readonly at: number;
  state: 'promised' | 'resting' | 'claimable' | 'claimed' | 'voided' | 'expired' | 'taken_back' | 'lost';
  until: number | null;
  claimedAt: number | null;
  coupon: Coupon | null;
  /** Of a milestone that fell away: with which friend. */
  fellWith: Invite | null;
}

export interface Invite {
  readonly program: Program;
  readonly terms: ProgramTerms;
  readonly inviter: Person;
  readonly invitee: Person;
  readonly at: number;
  readonly unrewarded: 'budget' | 'cap_day' | 'cap_total' | 'no_reward' | null;
  state: 'bound' | 'qualified' | 'confirmed' | 'expired' | 'voided' | 'taken_back';
  act: Act | null;
  restsUntil: number | null;
  confirmedAt: number | null;
  review: 'none' | 'waiting' | 'released' | 'refused';
  ended: 'not_in_time' | 'refunded' | 'undone' | 'refused' | null;
}

/** The last moment at which the friend can qualify. */
export function untilOf({ at, terms }: Invite): number {
  return at + terms.qualify_days * DAY;
}

/** The program's calendar: Shanghai has no summer time. */
export function dayOf(at: number): number {
  return Math.floor((at + SHANGHAI) / DAY);
}
