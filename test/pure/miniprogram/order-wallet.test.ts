import { OrderWallet, WALLET_MAX } from '@/services/order-wallet';
import { counterOrder, orderWith, paidOrder, refundedOrder } from '../../support/answers-orders';
import { memoryStore } from './support';

describe('orders that are remembered for the counter', () => {
  it('M7: are there after a restart, without a network', () => {
    const store = memoryStore();
    new OrderWallet(store).keep(paidOrder);
    expect(new OrderWallet(store).find(paidOrder.id)).toEqual(paidOrder);
  });

  it('are those with a code: to be picked up, or to be paid at the counter', () => {
    const wallet = new OrderWallet(memoryStore());
    for (const order of [orderWith(), counterOrder, paidOrder, refundedOrder]) {
      wallet.keep(order);
      expect(wallet.find(order.id) !== null).toBe(order === counterOrder || order === paidOrder);
    }
  });

  it('are forgotten once they are done with, the others stay', () => {
    const wallet = new OrderWallet(memoryStore());
    wallet.keep(paidOrder);
    wallet.keep({ ...paidOrder, id: 'ord_other' });
    wallet.keep(refundedOrder);
    expect(wallet.find(paidOrder.id)).toBeNull();
    expect(wallet.find('ord_other')).not.toBeNull();
  });

  it('are so many and no more, the newest', () => {
    const wallet = new OrderWallet(memoryStore());
    for (let i = 0; i <= WALLET_MAX; i += 1) wallet.keep({ ...paidOrder, id: `ord_${i}` });
    expect(wallet.find('ord_0')).toBeNull();
    expect(wallet.find('ord_1')).not.toBeNull();
  });

  it('survive what an older version or another app has left there', () => {
    const store = memoryStore();
    store.set('orders.wallet', [{ odd: true }]);
    expect(new OrderWallet(store).find('ord_1')).toBeNull();
  });
});
