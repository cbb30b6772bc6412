import type { Id } from '../../shared/kernel';
import { LIMITS } from '../../server/platform/http';
import { useTestApp, type TestApp } from '../support/app';
import { claimers, createShop, type Claimer } from './coupons.support';
import { claimPiece, createOffer, createSale, ticketFor } from './flash-sales.support';
import { askedAt } from './profile.support';

let app: TestApp;
let ann: Claimer;
let ben: Claimer;
let sale: Id<'sale'>;

useTestApp(
  async (started) => {
    app = started;
    sale = await createSale(app, await createShop(app));
    [ann, ben] = (await claimers(app, 2)) as [Claimer, Claimer];
  },
  { settings: { rate_limits: true } },
);

describe('asking too often', () => {
  it('F9: claims are counted per member: a script is slowed down, the others are not', async () => {
    const offer = await createOffer(app, sale, { stock: 2, per_member: 1 });
    const [hers, his] = [await ticketFor(app, ann, sale), await ticketFor(app, ben, sale)];
    const claim = async (who: Claimer, ticket: string) => {
      const { status, body } = await claimPiece(app, who, offer, ticket);
      return status === 201 ? 'claimed' : String(body.code);
    };
    const says: string[] = [];
    const most = LIMITS.per_caller['POST /offers/{id}/claims'] ?? 0;
    for (let n = 0; n < most; n += 1) says.push(await claim(ann, hers));
    expect(new Set(says)).toEqual(new Set(['claimed', 'limit_reached']));
    expect([await claim(ann, hers), await claim(ben, his)]).toEqual(['too_many_requests', 'claimed']);
  });

  it('F9: tickets are as well', async () => {
    const ask = () => app.call('GET /flash-sales/{id}/ticket', { token: ann.token, params: { id: sale } });
    const most = LIMITS.per_caller['GET /flash-sales/{id}/ticket'] ?? 0;
    // one of them was asked for above
    for (let n = 1; n < most; n += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    await ticketFor(app, ben, sale);
  });

  it.each(Object.entries(LIMITS.per_caller))('F9: %s: %d a minute and member', async (route, most) => {
    const [who] = (await claimers(app, 1)) as [Claimer];
    const [method = '', path = ''] = route.split(' ');
    const ask = async () => {
      const url = `/api/v1${path.replace('{id}', 'no-id')}`;
      const { status } = await app.raw({ method, url, headers: { authorization: `Bearer ${who.token}` } });
      return status;
    };
    const before = ['POST /visits', 'POST /members'].includes(route) ? 1 : 0;
    for (let n = before; n < most; n += 1) expect(await ask()).not.toBe(429);
    expect(await ask()).toBe(429);
  });

  it('M6a: what asks WeChat is as well: one member does not use up the quota of all', async () => {
    const rename = ({ token }: Claimer) => app.call('PATCH /me', { token, body: { nickname: '小明' } });
    const most = LIMITS.per_caller['PATCH /me'] ?? 0;
    for (let n = 0; n < most; n += 1) expect((await rename(ann)).status).toBe(200);
    const before = await askedAt(app, '/wxa/msg_sec_check');
    const refused = await rename(ann);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(await askedAt(app, '/wxa/msg_sec_check')).toBe(before);
    expect((await rename(ben)).status).toBe(200);
  });
});
