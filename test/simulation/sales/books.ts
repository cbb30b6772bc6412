import type { Id } from '../../../shared/kernel';
import { must, type Person, type Store } from '../books';

/** An offer on sale. */
export interface Offer {
  readonly id: Id<'offer'>;
  readonly sale: Id<'sale'>;
  readonly title: string;
  readonly isMall: boolean;
  /** Whether it is picked up at a store. */
  readonly isItem: boolean;
  readonly per_member: number;
  version: number;
  state: 'active' | 'paused';
  /** All that was ever put on sale, less what was withdrawn. */
  stock: number;
}

/** A claim that was answered with yes. */
export interface Claimed {
  readonly id: Id<'order'>;
  readonly offer: Offer;
  readonly person: Person;
  cancelled: boolean;
}

export interface Wait {
  readonly id: Id<'wait'>;
  readonly person: Person;
  readonly offer: Offer;
  left: boolean;
}

export interface Handover {
  readonly id: Id<'handover'>;
  readonly order: Id<'order'>;
  readonly store: Store;
  readonly pieces: number;
  undone: boolean;
}

/** What the answers about sales add up to. */
export class SaleBooks {
  readonly offers: Offer[] = [];
  readonly claimed: Claimed[] = [];
  readonly waits: Wait[] = [];
  readonly handovers: Handover[] = [];
  /** Pieces and money that were answered to go back, by order. */
  readonly refunds: { readonly id: string; readonly order: Id<'order'>; readonly fen: number }[] = [];

  /** Each answer names something of its own. */
  add<T extends { readonly id: string }>(list: T[], item: T): void {
    must(
      list.every(({ id }) => id !== item.id),
      `${item.id} was answered twice`,
    );
    list.push(item);
  }

  claimOf(order: Id<'order'>): Claimed | undefined {
    return this.claimed.find(({ id }) => id === order);
  }
}
