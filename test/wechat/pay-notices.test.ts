import { type NoticeOnTheWay } from '../../sandbox';
import { clientOf, closeAll, PAYER, PayWorld, RETRY_STEPS_MS } from './pay.support';
import { startScript } from './support';

let here: PayWorld;
beforeEach(async () => {
  here = await PayWorld.start();
});
afterEach(closeAll);

describe('a notice', () => {
  it('of a payment tells who paid what to whom', async () => {
    await here.paid('order-000001');
    expect(await here.deliver()).toEqual([204]);
    const { appid, mchid } = here.client.config;
    expect(here.read(here.sent[0])).toEqual({
      id: expect.stringMatching(/^EV-/) as string,
      kind: 'payment',
      payment: {
        appid,
        mchid,
        out_trade_no: 'order-000001',
        transaction_id: expect.stringMatching(/^4200/) as string,
        openid: PAYER,
        total_fen: 1990,
        payer_total_fen: 1990,
        currency: 'CNY',
        success_at: here.clock.now(),
      },
    });
  });

  it('is forged once a byte of it is another: body, time, nonce, key or signature', async () => {
    await here.paid('order-000001');
    await here.deliver();
    const [notice] = here.sent;
    const { body, headers } = notice!;
    const stamp = Number(headers['wechatpay-timestamp']);
    expect(here.read(notice, {}, body.replace('SUCCESS', 'SUCCESs'))).toBe('forged');
    expect(here.read(notice, {}, JSON.stringify(JSON.parse(body), null, 1))).toBe('forged');
    for (const changes of [
      { 'wechatpay-timestamp': String(stamp + 1) },
      { 'wechatpay-timestamp': 'soon' },
      { 'wechatpay-nonce': 'x' },
      { 'wechatpay-serial': 'PUB_KEY_ID_1' },
      { 'wechatpay-serial': '__proto__' },
      { 'wechatpay-signature': 'AAAA' },
      { 'wechatpay-signature': undefined },
      { 'wechatpay-nonce': undefined },
    ])
      expect(here.read(notice, changes)).toBe('forged');
    expect(here.read(notice)).toMatchObject({ kind: 'payment' });
  });

  it('is too old after five minutes, however well it is signed', async () => {
    await here.paid('order-000001');
    await here.deliver();
    here.clock.advance(300_000);
    expect(here.read(here.sent[0])).toMatchObject({ kind: 'payment' });
    here.clock.advance(1000);
    expect(here.read(here.sent[0])).toBe('forged');
  });

  it.each([
    ['bad_signature', 'forged'],
    ['tampered', 'forged'],
    ['old_serial', 'forged'],
    ['clock_skew', 'forged'],
    ['signtest', 'probe'],
  ])('is not taken when it comes as %s, and comes again', async (fault, read) => {
    await here.paid('order-000001');
    await here.world.fault('notices', fault);
    here.answer = (notice) => (typeof here.read(notice) === 'string' ? 401 : 204);
    const statuses = await here.deliver();
    expect(here.read(here.sent[0])).toBe(read);
    expect(statuses[0]).toBe(401);
    if (fault !== 'signtest') {
      expect(statuses).toEqual([401]);
      expect(await here.deliver(14_999)).toEqual([]);
      expect(await here.deliver(15_000)).toEqual([204]);
    } else expect(statuses).toEqual([401, 204]);
    expect(here.read(here.sent[1])).toMatchObject({ kind: 'payment' });
  });

  it('of a key that we do not hold, or for another merchant, is forged', async () => {
    await here.paid('order-000001');
    await here.deliver();
    const { config } = here.client;
    const [notice] = here.sent;
    const raw = Buffer.from(notice!.body);
    for (const wrong of [{ api_v3_key: 'x'.repeat(32) }, { mchid: '1900000002' }]) {
      const { pay, logged } = clientOf({ ...config, ...wrong }, here.clock);
      expect(pay.readNotice(notice!.headers, raw, here.clock.now())).toBe('forged');
      expect(logged).toHaveLength(1);
    }
  });
});

describe('delivery', () => {
  it('follows the official steps until it is answered, under a new signature each time', async () => {
    await here.paid('order-000001');
    here.answer = () => 500;
    expect(await here.deliver()).toEqual([500]);
    for (const step of RETRY_STEPS_MS) {
      here.clock.advance(step - 1);
      expect(await here.deliver()).toEqual([]);
      here.clock.advance(1);
      expect(await here.deliver()).toEqual([500]);
    }
    here.clock.advance(30 * 86_400_000);
    expect(await here.deliver()).toEqual([]);
    expect(here.sent).toHaveLength(16);
    expect(new Set(here.sent.map(({ headers }) => headers['wechatpay-signature'])).size).toBe(16);
    expect(new Set(here.sent.map(({ body }) => body)).size).toBe(1);
  });

  it('is lost, doubled, late and out of order when it is told to be', async () => {
    await here.world.fault('notices', 'drop');
    await here.paid('order-000001');
    expect(await here.deliver()).toEqual([null]);
    expect(here.sent).toEqual([]);
    expect(await here.deliver(15_000)).toEqual([204]);
    await here.world.fault('notices', 'duplicate');
    await here.paid('order-000002');
    expect(await here.deliver()).toEqual([204, 204]);
    expect(here.read(here.sent[1])).toEqual(here.read(here.sent[2]));
    await here.world.fault('notices', 'slow', 1, 5000);
    await here.paid('order-000003');
    expect(await here.deliver()).toEqual([]);
    here.clock.advance(5000);
    expect(await here.deliver()).toEqual([204]);
    await here.paid('order-000004');
    await here.paid('order-000005');
    await here.world.fault('notices', 'reorder');
    await here.deliver();
    const last = here.sent.slice(-2).map((notice) => here.read(notice));
    expect(last).toMatchObject([
      { payment: { out_trade_no: 'order-000005' } },
      { payment: { out_trade_no: 'order-000004' } },
    ]);
  });

  it('tells of a payment made twice by two notices', async () => {
    await here.prepay('order-000001');
    expect((await here.act('order-000001', 'pay_twice')).status).toBe(200);
    await here.deliver();
    const [one, two] = here.sent.map((notice) => here.read(notice));
    expect(one).toMatchObject({ kind: 'payment', payment: { out_trade_no: 'order-000001' } });
    expect(two).toMatchObject({ kind: 'payment' });
    expect(one).not.toEqual(two);
  });

  it('goes by itself over the line when nobody holds it back', async () => {
    const auto = await PayWorld.start({ notices: 'auto', refund_ms: 0 });
    const tells: ((notice: NoticeOnTheWay) => void)[] = [];
    const next = () => new Promise<NoticeOnTheWay>((resolve) => tells.push(resolve));
    const [first, second] = [next(), next()];
    const server = await startScript([
      (request, response, body) => {
        response.writeHead(204).end();
        const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
        tells.shift()?.({
          url: request.url ?? '',
          headers: Object.fromEntries(headers) as Record<string, string>,
          body,
        });
      },
    ]);
    const { config } = auto.client;
    const { pay } = clientOf({ ...config, notify_url: `${server.url}/notices` }, auto.clock);
    await pay.prepay({
      out_trade_no: 'order-000001',
      description: '茶',
      total_fen: 1,
      openid: PAYER,
      expires_at: auto.clock.now() + 600_000,
    });
    await auto.act('order-000001', 'pay');
    expect(auto.read(await first)).toMatchObject({ kind: 'payment' });
    const refund = { out_refund_no: 'refund-1', refund_fen: 1, total_fen: 1, reason: '退' };
    await pay.refund({ out_trade_no: 'order-000001', ...refund });
    expect(auto.read(await second)).toMatchObject({ kind: 'refund', refund: { state: 'success' } });
  });

  it('goes by itself also when the money comes long after the sheet was put away', async () => {
    const sent: NoticeOnTheWay[] = [];
    let tell: (status: number) => void = () => undefined;
    const told = new Promise<number>((resolve) => (tell = resolve));
    const deliver = (notice: NoticeOnTheWay) => {
      sent.push(notice);
      tell(204);
      return Promise.resolve(204);
    };
    const auto = await PayWorld.start({ notices: 'auto', deliver });
    await auto.prepay('order-000001');
    await auto.act('order-000001', 'pay_late');
    await auto.pay.close('order-000001');
    expect(sent).toEqual([]);
    auto.clock.advance(10_000);
    expect(await told).toBe(204);
    expect(auto.read(sent[0])).toMatchObject({ kind: 'payment', payment: { total_fen: 1990 } });
  });
});
