import { phoneCode, useTestApp, type TestApp } from '../support/app';
import { asRole } from './console.support';
import { joinCustomer, type Customer } from './counter.support';

let app: TestApp;
let customer: Customer;
/** Somebody who only looks. */
let token: string;

useTestApp(async (started) => {
  app = started;
  token = await asRole(app, 'auditor');
  for (let n = 0; n < 7; n += 1) customer = await joinCustomer(app);
});

describe('members in the console', () => {
  it('M6: are found by a whole card number or phone number, masked', async () => {
    await app.ok('POST /console/members/{id}/adjustments', {
      token: await app.asConsole(),
      params: { id: customer.id },
      body: { points: 70, reason: '活动补发' },
    });
    const phone = '13812340001';
    await app.ok('POST /me/phone', {
      token: customer.token,
      body: { phone_code: await phoneCode(app, customer.openid, phone) },
    });
    const byCard = await app.ok('GET /console/members', { token, query: { card_no: customer.card_no } });
    expect(byCard).toMatchObject({
      items: [
        {
          id: customer.id,
          card_no: customer.card_no,
          phone_masked: '138****0001',
          tier: null,
          balance: 70,
          pending: 0,
          debt: 0,
        },
      ],
      next: null,
    });
    expect(await app.ok('GET /console/members', { token, query: { phone } })).toEqual(byCard);
    const none = await app.ok('GET /console/members', { token, query: { phone: '13812340009' } });
    expect(none).toEqual({ items: [], next: null });
    expect((await app.call('GET /console/members', { token, query: { phone: '1381234' } })).body.code).toBe(
      'malformed',
    );
    expect(JSON.stringify(byCard)).not.toContain(phone);
  });

  it('M6: are listed page by page, newest first', async () => {
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const page: { items: { id: string }[]; next: string | null } = await app.ok('GET /console/members', {
        token,
        query: { limit: 3, ...(after === '' ? {} : { after }) },
      });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toContain(customer.id);
  });
});
