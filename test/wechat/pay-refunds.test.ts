import { closeAll, failure, PayWorld, REFUND } from './pay.support';

const ORDER = 'order-000001';
let here: PayWorld;
beforeEach(async () => {
  here = await PayWorld.start();
  await here.paid(ORDER);
  await here.deliver();
});
afterEach(closeAll);

describe('refund', () => {
  it('is processing first, then done, and a notice says so', async () => {
    expect((await here.refund('refund-1', 990, ORDER)).state).toBe('processing');
    expect((await here.pay.refundState('refund-1'))?.state).toBe('processing');
    here.clock.advance(3000);
    expect((await here.pay.refundState('refund-1'))?.state).toBe('success');
    expect((await here.refund('refund-1', 990, ORDER)).state).toBe('success');
    await here.deliver();
    expect(here.read(here.sent.at(-1))).toMatchObject({
      kind: 'refund',
      refund: {
        mchid: here.client.config.mchid,
        out_trade_no: ORDER,
        out_refund_no: 'refund-1',
        state: 'success',
        refund_fen: 990,
        total_fen: 1990,
        success_at: here.clock.now(),
      },
    });
  });

  it('is one refund under one number, also when answers are lost', async () => {
    await here.world.fault(REFUND, 'drop', 2);
    expect((await here.refund('refund-1', 990, ORDER)).state).toBe('processing');
    expect((await here.refund('refund-1', 990, ORDER)).state).toBe('processing');
    expect(await here.show(ORDER)).toMatchObject({ refunds: [{ refund_fen: 990 }] });
    expect((await failure(here.refund('refund-1', 991, ORDER))).code).toBe('INVALID_REQUEST');
  });

  it('never gives back more than was paid, in pieces or at once', async () => {
    await here.refund('refund-1', 1000, ORDER);
    expect((await failure(here.refund('refund-2', 991, ORDER))).code).toBe('INVALID_REQUEST');
    expect((await here.refund('refund-3', 990, ORDER)).state).toBe('processing');
    expect((await failure(here.refund('refund-4', 1, ORDER))).code).toBe('INVALID_REQUEST');
    await expect(here.refund('refund-5', 1991, ORDER)).rejects.toThrow(RangeError);
    await expect(here.refund('refund-6', 0, ORDER)).rejects.toThrow(RangeError);
  });

  it('is refused for another total, an unpaid or unknown order, and after a year', async () => {
    expect((await failure(here.refund('refund-1', 1, ORDER, 2000))).code).toBe('INVALID_REQUEST');
    await here.prepay('order-000002');
    expect((await failure(here.refund('refund-1', 1, 'order-000002'))).code).toBe('INVALID_REQUEST');
    expect((await failure(here.refund('refund-1', 1, 'order-000003'))).code).toBe('RESOURCE_NOT_EXISTS');
    here.clock.advance(365 * 86_400_000);
    expect((await here.refund('refund-1', 1, ORDER)).state).toBe('processing');
    here.clock.advance(1);
    expect((await failure(here.refund('refund-2', 1, ORDER))).code).toBe('INVALID_REQUEST');
  });

  it('comes in fifty pieces at most', async () => {
    for (let piece = 1; piece <= 50; piece += 1) await here.refund(`refund-${piece}`, 1, ORDER);
    expect((await failure(here.refund('refund-51', 1, ORDER))).code).toBe('INVALID_REQUEST');
    expect((await here.refund('refund-50', 1, ORDER)).state).toBe('processing');
  });

  it.each([
    ['CLOSED', 'closed', 1990],
    ['ABNORMAL', 'abnormal', 990],
  ])('may end %s; only what is closed can be given back again', async (outcome, state, left) => {
    await here.refund('refund-1', 1000, ORDER);
    expect((await here.world.control('/refunds/refund-1', { outcome })).status).toBe(200);
    expect((await here.pay.refundState('refund-1'))?.state).toBe(state);
    await here.deliver();
    expect(here.read(here.sent.at(-1))).toMatchObject({ refund: { state, success_at: null } });
    expect((await here.refund('refund-2', left, ORDER)).state).toBe('processing');
    expect((await failure(here.refund('refund-3', 1, ORDER))).code).toBe('INVALID_REQUEST');
    expect((await here.world.control('/refunds/refund-1', { outcome })).status).toBe(409);
  });

  it('may be tried again with the same number when the account was empty', async () => {
    await here.world.fault(REFUND, 'not_enough');
    expect(await failure(here.refund('refund-1', 1, ORDER))).toMatchObject({
      code: 'NOT_ENOUGH',
      retryable: true,
    });
    expect(await here.pay.refundState('refund-1')).toBeNull();
    expect((await here.refund('refund-1', 1, ORDER)).state).toBe('processing');
  });
});
