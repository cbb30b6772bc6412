import type { Id } from '../../../shared/kernel';
import { must, type Person } from '../books';

/** A program as the operator was told. */
export interface Program {
  readonly id: Id<'referral_program'>;
  readonly name: string;
  version: number;
  state: 'active' | 'paused';
  /** The last wave in which it was paused or went on. */
  wave: number;
  /** Friends that may be rewarded. */
  granted: number;
  /** Members who may reach so many friends. */
  readonly milestones: Map<number, number>;
}

/** Somebody opened a card. */
export interface Opened {
  readonly person: Person;
  readonly inviter: Person;
  readonly program: Program;
  readonly at: number;
  readonly wave: number;
}

export interface Bought {
  readonly id: Id<'purchase'>;
  readonly person: Person;
  readonly paid_fen: number;
  readonly redemption: Id<'redemption'> | null;
  refunded_fen: number;
  undone: boolean;
}

export interface Claimed {
  readonly id: Id<'reward'>;
  readonly person: Person;
  readonly points: number;
  readonly coupon_id: Id<'coupon'> | null;
}

/** What the answers about friends and rewards add up to. */
export class ReferralBooks {
  readonly programs: Program[] = [];
  readonly opened: Opened[] = [];
  readonly bought: Bought[] = [];
  readonly claimed: Claimed[] = [];
  /** Who brought whom, when it was seen first. */
  readonly inviters = new Map<string, string>();

  /** Each answer names something of its own. */
  add<T extends { readonly id: string }>(list: T[], item: T): void {
    must(
      list.every(({ id }) => id !== item.id),
      `${item.id} was answered twice`,
    );
    list.push(item);
  }
}
