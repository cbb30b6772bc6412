import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { callWire } from '../support/browser-api';
import { asPerson, doorCode, holdingsOf, newOpenid, phoneOf, t, watchPhones, world } from './people.support';
import { couponStory, digitsOn, GIFT, newStage, play } from './story.support';

const HOUR_MS = 3_600_000;

/** Joins at the door. */
async function joined(openid = newOpenid()): Promise<WxPhone> {
  const phone = phoneOf(openid).start(`/pages/landing/index?scene=${await doorCode()}`, {
    scene: SCENES.qrCode,
  });
  await phone.tap(t.member.landing.joinWithCoupon(GIFT));
  await phone.sees(t.member.landing.joined);
  return phone;
}

describe('bad input', () => {
  watchPhones();

  it.each([
    ['nobody’s code', 'zzzzzzzz'],
    ['broken percent signs', '%E0%A4%A'],
    ['a percent sign alone', '%'],
    ['300 characters', 'x'.repeat(300)],
    ['words', encodeURIComponent('门口的码 🥐')],
    ['markup', encodeURIComponent('<script>alert(1)</script>')],
    ['a path', encodeURIComponent('../../etc/passwd')],
    ['an equals sign', 'a=b=c'],
  ])('A3: a scene of %s still lets one join', async (_, scene) => {
    const phone = phoneOf(newOpenid()).start(`/pages/landing/index?scene=${scene}`, { scene: SCENES.qrCode });
    await phone.sees(t.member.landing.unknown);
    await phone.tap(new RegExp(`^${t.member.landing.join}`));
    await phone.sees(t.member.landing.joined);
  });

  it.each(['', 'scene=', 'scene', 'other=1&scene='])(
    'a landing page with the query "%s" invites',
    async (query) => {
      const phone = phoneOf(newOpenid()).start(`/pages/landing/index?${query}`, { scene: SCENES.qrCode });
      await phone.sees(new RegExp(`^${t.member.landing.join}`));
    },
  );

  it('a receipt code that nobody knows says so, with a way on', async () => {
    const phone = await joined();
    phone.start('/pages/landing/index?scene=r.aaaaaaaaaaaaaaaa', { scene: SCENES.qrCode });
    await phone.sees(t.member.receipt.failed);
    await phone.tap(t.member.landing.toHome);
    await phone.until(() => phone.route === 'pages/home/index', 'the home page');
  });

  it('an address that no page has leads home', async () => {
    const phone = phoneOf(newOpenid()).start('/pages/nowhere/index?x=1', { scene: SCENES.shareCard });
    await phone.until(
      () => phone.app.stack.length > 0 && phone.route === 'pages/home/index',
      'the home page',
    );
  });

  it('a card with a coupon that is not mine says so, with a way on', async () => {
    const phone = await joined();
    phone.start('/packages/member/coupon/index?id=cpn_01M5PSXK4YPJTNAADS20KY1RHG00', {
      scene: SCENES.shareCard,
    });
    await phone.tap(t.coupons.detail.toMine);
    await phone.until(() => phone.route === 'packages/member/my-coupons/index', 'my coupons');
  });

  it('a storage full of other things does not keep anybody from the whole story', async () => {
    const stage = await newStage();
    stage.member.storage.full = true;
    stage.staff.storage.full = true;
    await play(stage, couponStory);
  });

  it('a storage full of rubbish is not believed', async () => {
    const rubbish = ['{', '[]', '"x"', 'null', '{"token":1}', '{"items":{}}'];
    const phone = await joined();
    for (const value of rubbish) {
      for (const key of phone.storage.keys()) phone.storage.set(key, value);
      phone.start('/pages/code/index');
      await phone.until(() => /^66\d{16}$/.test(digitsOn(phone)), `a code, although storage says ${value}`);
    }
  });

  it('storage that is cleared at every step costs nothing', async () => {
    const stage = await newStage();
    for (const step of couponStory) {
      stage.member.storage.clear();
      stage.staff.storage.clear();
      await play(stage, [step]);
    }
    expect((await holdingsOf(stage.openid)).coupons).toEqual({ usable: 1, used: 0, expired: 0 });
  });

  it.each([-3, 3])('M7: on a phone whose clock is %d hours off the code is accepted', async (hours) => {
    const stage = await newStage();
    stage.member.clock_offset_ms = hours * HOUR_MS;
    stage.staff.clock_offset_ms = -hours * HOUR_MS;
    await play(stage, couponStory);
  });

  it('M7: a clock that is set while the app runs is noticed with the next answer', async () => {
    const stage = await newStage();
    await play(stage, couponStory.slice(0, 3));
    stage.member.clock_offset_ms = 3 * HOUR_MS;
    await stage.member.refresh().catch(() => undefined);
    stage.member.start('/pages/code/index');
    await stage.member.until(() => digitsOn(stage.member) !== '', 'a code');
    // the first code may be from before the answer that tells the time
    await stage.member.rests(() => false, 'the next answer');
    await play(stage, couponStory.slice(3, 4));
    stage.staff.answers['scanCode'] = () => ({ result: digitsOn(stage.member), scanType: 'QR_CODE' });
    await stage.staff.tap(t.staff.bench.scan);
    await stage.staff.until(() => stage.staff.one('desk__who'), 'the member on the desk');
  });

  it('a name of 200 characters is refused in words, one of pictures is kept', async () => {
    const openid = newOpenid();
    const phone = await joined(openid);
    const words = t.member.profile.nickname;
    phone.start('/packages/member/profile/index');
    phone.type(await phone.until(() => phone.one('profile__input'), 'the field'), '长'.repeat(200));
    await phone.reads('profile__input', /^长{200}$/);
    await phone.tap(words.save);
    await phone.sees(words.tooLong(200));
    const name = '小麦🥐👩‍🍳👨‍👩‍👧';
    phone.type(phone.one('profile__input')!, name);
    await phone.reads('profile__input', name);
    await phone.tap(words.save);
    await phone.hears(words.saved);
    const { body } = await callWire(world.url, 'GET /me', { token: await asPerson(openid) });
    expect(body.nickname).toBe(name);
  });

  it('an unknown code at the counter is a sentence, and the next one can be scanned', async () => {
    const { staff } = await newStage();
    staff.answers['scanCode'] = { result: 'https://elsewhere.test/abc' };
    staff.start('/packages/staff/workbench/index');
    await staff.tap(t.staff.bench.scan);
    await staff.sees(t.staff.scan.failedTitle);
    staff.answers['scanCode'] = { fail: 'cancel' };
    await staff.tap(t.staff.scan.again);
    await staff.until(() => staff.route === 'packages/staff/workbench/index', 'the workbench');
  });
});
