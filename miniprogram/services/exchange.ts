import type { OfferCard, Order, SaleCard } from '@shared/contract';
import { call } from './app';
import { claimOffer } from './claims';
import { payOrder } from './orders';

/** Where an exchange has come to: done, or money or another price is to be looked at on the pay page. */
export interface Exchanged {
  readonly order_id: Order['id'];
  readonly next: 'paid' | 'pay';
}

/**
 * An exchange in the mall: claim and payment as one. It goes on where it was interrupted: a piece that is held for me
 * already is paid for, not claimed again.
 * @rule P9
 */
export class Exchange {
  private order: Order['id'] | null = null;

  /**
   * @param storeId where a gift is picked up; null for a coupon, or where that is chosen on the pay page
   * @throws ApiError; with `facts.unknown` the next run finds out what became of it
   */
  async run(sale: SaleCard, offer: OfferCard, storeId: `sto_${string}` | null): Promise<Exchanged> {
    const id = await this.held(sale, offer);
    const done = (next: Exchanged['next']): Exchanged => ({ order_id: id, next });
    const quote = await call('GET /me/orders/{id}/quote', { params: { id } });
    const asShown = quote.pay_fen === offer.price_fen && quote.pay_points === offer.price_points;
    if (!asShown || !quote.ways.includes('none')) return done('pay');
    await payOrder(id, { way: 'none', coupon_id: null, pickup_store_id: storeId }, quote);
    this.order = null;
    return done('paid');
  }

  /** What was claimed has ended meanwhile: the next run begins anew. */
  forget(): void {
    this.order = null;
  }

  private async held(sale: SaleCard, offer: OfferCard): Promise<Order['id']> {
    this.order ??= offer.my_order?.id ?? (await claimOffer(sale, offer)).id;
    return this.order;
  }
}
