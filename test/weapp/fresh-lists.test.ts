import { callWire } from '../support/browser-api';
import type { WxNode } from '../support/wx/node';
import type { WxPhone } from '../support/wx/phone';
import { asOperator, asPerson, newOpenid, t, watchPhones, world } from './people.support';
import { memberPhone } from './shop.support';

const MY_COUPONS = '/packages/member/my-coupons/index';
const CENTRE = '/pages/coupons/index';
/** Half the time that the app waits for an answer: as much is left for a busy machine to give it. */
const SLOW_MS = 5_000;
/** What the phone's idea of the server's time may be wrong by, and more. */
const CLOCK_ERROR_MS = 1_000;
const words = t.coupons.centre;

/** Lets a member claim a coupon of the centre elsewhere. */
async function claimElsewhere(openid: string, title: string): Promise<void> {
  const token = await asPerson(openid);
  const { body } = await callWire(world.url, 'GET /coupon-templates', { token });
  const id = body.items.find((one) => one.title === title)!.id;
  const { status } = await callWire(world.url, 'POST /coupon-templates/{id}/claims', {
    token,
    params: { id },
  });
  expect(status).toBe(201);
}

/** Puts a coupon into the centre that can be claimed from an instant on. */
async function announce(title: string, from: number): Promise<void> {
  const token = await asOperator();
  const { body } = await callWire(world.url, 'GET /console/coupon-templates', { token });
  const { status } = await callWire(world.url, 'POST /console/coupon-templates', {
    token,
    body: {
      merchant_id: body.items[0]!.merchant_id,
      title,
      value: { kind: 'amount_off', threshold_fen: 0, amount_fen: 500 },
      validity: { kind: 'relative', days: 30, start_after_days: 0 },
      times: { weekdays: [], from_minute: null, to_minute: null },
      scope: { store_ids: [], new_members_only: false },
      limits: { per_member: 1, per_member_day: null, per_day: null, per_phone: null },
      claim_from_at: new Date(from).toISOString(),
      claim_to_at: null,
      listed: true,
      stock: 10,
    },
  });
  expect(status).toBe(201);
}

/** The ticket with this title. */
function ticketOf(phone: WxPhone, title: string): WxNode | undefined {
  return phone.all('ticket').find((node) => phone.wordsOf(node).includes(title));
}

describe('a list that is looked at', () => {
  watchPhones();

  it('C5: shows a coupon that came while an older answer was on its way', async () => {
    const openid = newOpenid();
    const phone = await memberPhone(openid);
    phone.start(MY_COUPONS);
    await phone.sees(t.common.theEnd);
    phone.fault({ kind: 'slow', delay_ms: SLOW_MS, method: 'GET', path: /\/me\/coupons$/ });
    const reads = (): number => phone.log.requests.filter(({ path }) => /\/me\/coupons/.test(path)).length;
    const before = reads();
    await claimElsewhere(openid, '冰美式兑换券');
    await phone.until(() => reads() > before, 'the list to be read');
    await claimElsewhere(openid, '早餐八折券');
    await phone.sees('早餐八折券');
    expect(phone.text).toContain('冰美式兑换券');
  });

  it('C4: says from when on a coupon can be claimed, and lets it be claimed the moment that comes', async () => {
    const phone = await memberPhone();
    let [lead_ms, from, title, said] = [2_000, 0, '', ''];
    do {
      // a busy machine may need longer than that to show the page
      lead_ms *= 2;
      from = Date.now() + lead_ms;
      title = `整点${lead_ms / 1_000}秒券`;
      await announce(title, from);
      phone.start(CENTRE);
      said = phone.wordsOf(await phone.until(() => ticketOf(phone, title), 'the ticket'));
    } while (Date.now() > from - CLOCK_ERROR_MS);
    expect(said).toContain(words.status.not_started);
    expect(said).toMatch(/\d\d:\d\d$/);
    const button = await phone.until(() => phone.within(ticketOf(phone, title)!, words.claim), 'the button');
    expect(Date.now()).toBeGreaterThanOrEqual(from - CLOCK_ERROR_MS);
    await phone.until(() => Date.now() >= from, 'the moment');
    phone.press(button);
    await phone.hears(words.claimed);
  });
});
