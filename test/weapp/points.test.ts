import { callWire } from '../support/browser-api';
import {
  answering,
  goldTier,
  noSignIn,
  richPoints,
  signed,
  signedToday,
  signedYesterday,
  signIns,
  tomorrow,
} from '../support/answers';
import type { Fault } from '../support/wx/faults';
import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import {
  asOperator,
  doorCode,
  holdingsOf,
  newOpenid,
  phoneOf,
  t,
  watchPhones,
  world,
} from './people.support';
import { GIFT, WELCOME_POINTS } from './story.support';

const POINTS = '/packages/member/points/index';
/** More than the app tries by itself. */
const ALL_TRIES = 8;
const words = t.member.signIn;

/** A member who has just joined. */
async function member(openid = newOpenid()): Promise<WxPhone> {
  const phone = phoneOf(openid).start(`/pages/landing/index?scene=${await doorCode()}`, {
    scene: SCENES.qrCode,
  });
  await phone.tap(t.member.landing.joinWithCoupon(GIFT));
  await phone.sees(t.member.landing.joined);
  return phone;
}

/** What the server answers from now on: what takes weeks, or another day. */
function scripted(phone: WxPhone, ...faults: readonly Fault[]): void {
  phone.healed();
  phone.fault(answering('GET /me/points', richPoints), ...faults);
}

const count = (phone: WxPhone, method: string, path: RegExp): number =>
  phone.log.requests.filter((one) => one.method === method && path.test(one.path)).length;

describe('signing in', () => {
  watchPhones();

  it('P8: a double tap is one sign-in, and the strip shows it', async () => {
    const phone = await member();
    scripted(phone, answering('GET /me/sign-ins', signIns));
    phone.start(POINTS);
    const button = await phone.until(() => phone.tappableSaying(words.action(5)), 'the button');
    scripted(phone, answering('GET /me/sign-ins', signedToday), answering('POST /me/sign-ins', signed));
    phone.press(button, 2);
    await phone.hears(words.signed('5'));
    await phone.sees(words.streak(6));
    expect(phone.tappableSaying(words.done)).toBeUndefined();
    expect(count(phone, 'POST', /\/me\/sign-ins$/)).toBe(1);
  });

  it('P8: signed in on another phone before: told so, and the strip is read anew', async () => {
    const phone = await member();
    const refusal = {
      type: 'about:blank',
      title: 'x',
      status: 409,
      code: 'already_signed_in',
      retryable: false,
    };
    scripted(phone, answering('GET /me/sign-ins', signIns));
    phone.start(POINTS);
    await phone.sees(words.action(5));
    const body = { ...refusal, detail: '这一天已经签到过了。', request_id: 'x' };
    scripted(phone, answering('GET /me/sign-ins', signedToday), {
      kind: 'status',
      status: 409,
      method: 'POST',
      path: /\/me\/sign-ins$/,
      body,
    });
    await phone.tap(words.action(5));
    await phone.hears('这一天已经签到过了。');
    await phone.sees(words.done);
  });

  it('P8: at midnight the button is there again by itself, though nobody has left the page', async () => {
    const phone = await member();
    // read just before midnight, and it is past midnight now
    scripted(phone, answering('GET /me/sign-ins', signedYesterday));
    phone.start(POINTS);
    await phone.sees(words.done);
    scripted(phone, answering('GET /me/sign-ins', signIns));
    await phone.until(() => phone.tappableSaying(words.action(5)), 'the button for the new day');
  });

  it.each([-9, 9])('P8: a phone %d hours off takes the day from the server’s clock', async (hours) => {
    const phone = await member();
    phone.clock_offset_ms = hours * 3_600_000;
    scripted(phone, answering('GET /me/sign-ins', signedToday));
    phone.start(POINTS);
    await phone.sees(words.done);
    await phone.rests(() => false, 'the page to come to rest');
    // as the page opens and as it comes into sight; a page that thought itself in another day would go on asking
    expect(count(phone, 'GET', /\/me\/sign-ins$/)).toBeLessThanOrEqual(2);
  });

  it('P8: an answer that comes after midnight says for which day it was', async () => {
    const phone = await member();
    scripted(
      phone,
      answering('GET /me/sign-ins', tomorrow),
      // the tap of before midnight, asked again with its own key
      answering('POST /me/sign-ins', signed),
    );
    phone.start(POINTS);
    await phone.tap(words.action(5));
    const [, month = '', date = ''] = signed.day.split('-');
    await phone.hears(words.signedFor(t.common.monthDay(Number(month), Number(date))));
    await phone.until(() => phone.tappableSaying(words.action(5)), 'the button for today');
  });

  it('P8: a day is made up for only after a yes, with what it costs before it', async () => {
    const phone = await member();
    scripted(
      phone,
      answering('GET /me/sign-ins', signIns),
      answering('POST /me/sign-ins/make-ups', { ...signed, points: 0, bonus: 30, streak: 7 }),
    );
    phone.start(POINTS);
    await phone.tapOn('sign-in__more');
    const missed = await phone.until(() => phone.one('calendar__disc--missed'), 'a missed day');
    phone.press(missed);
    await phone.sees(words.makeUp.text(1));
    await phone.tap(words.makeUp.no);
    await phone.until(() => phone.saying(words.makeUp.no).length === 0, 'the question to be gone');
    await phone.tapOn('calendar__disc--missed');
    expect(count(phone, 'POST', /make-ups$/)).toBe(0);
    await phone.tap(words.makeUp.yes);
    await phone.hears(words.makeUp.done(7));
    expect(count(phone, 'POST', /make-ups$/)).toBe(1);
  });

  it('P8: without a sign-in there is no strip, and points are there all the same', async () => {
    const phone = await member();
    scripted(phone, answering('GET /me/sign-ins', noSignIn));
    phone.start(POINTS);
    await phone.sees(t.member.points.pending('126'));
    await phone.rests(() => false, 'the page to come to rest');
    expect(phone.one('sign-in__days')).toBeUndefined();
  });

  it('M4: the level stands on my page and leads to what it gives', async () => {
    const phone = await member();
    const { tier } = goldTier;
    scripted(phone, answering('GET /me/tier', goldTier));
    phone.start('/packages/member/tier/index');
    await phone.sees(tier!.name);
    await phone.sees(t.member.tier.toNext('1,180', '黑金卡'));
    expect(phone.all('tier__step')).toHaveLength(3);
    expect(phone.all('tier__benefit--later')).toHaveLength(4);
  });
});

/** The program offers a sign-in: five points a day. */
async function offerSignIn(): Promise<void> {
  const token = await asOperator();
  const { body: rule } = await callWire(world.url, 'GET /console/sign-in-rule', { token });
  const body = { version: rule.version, active: true, daily_points: 5, steps: [], make_ups_per_month: 1 };
  const { status } = await callWire(world.url, 'PUT /console/sign-in-rule', { token, body });
  expect(status).toBe(200);
}

describe('signing in, with the server', () => {
  watchPhones();
  beforeAll(offerSignIn);

  it('P8: a double tap gives the points of one day', async () => {
    const openid = newOpenid();
    const phone = (await member(openid)).start(POINTS);
    phone.press(await phone.until(() => phone.tappableSaying(words.action(5)), 'the button'), 2);
    await phone.sees(words.done);
    await phone.sees(words.streak(1));
    expect((await holdingsOf(openid)).changes).toEqual([WELCOME_POINTS, 5]);
  });

  it('L5: an answer that is lost costs nothing: the next tap asks what became of it', async () => {
    const openid = newOpenid();
    const phone = await member(openid);
    // nor does the news of it arrive, which would put the strip right by itself
    const deaf: Fault = { kind: 'before', path: /\/me\/events$/, times: 999 };
    phone.fault(deaf, { kind: 'after', method: 'POST', path: /\/me\/sign-ins$/, times: ALL_TRIES });
    phone.start(POINTS);
    await phone.tap(words.action(5));
    await phone.hears(t.errors.unknown);
    phone.healed();
    phone.fault(deaf);
    await phone.tap(words.action(5));
    await phone.hears(words.signed('5'));
    await phone.sees(words.done);
    expect((await holdingsOf(openid)).changes).toEqual([WELCOME_POINTS, 5]);
  });

  it('P8: signed in elsewhere: the news of it puts the strip right', async () => {
    const openid = newOpenid();
    const phone = (await member(openid)).start(POINTS);
    await phone.until(() => phone.tappableSaying(words.action(5)), 'the button');
    const other = phoneOf(openid).start(POINTS);
    await other.tap(words.action(5));
    await phone.sees(words.done);
    await phone.reads('points__figure', String(WELCOME_POINTS + 5));
  });
});

describe('my birthday', () => {
  watchPhones();

  it('M6a: is set once, after a warning, and says from when it counts', async () => {
    const birthday = t.member.profile.birthday;
    const phone = (await member()).start('/packages/member/profile/index');
    await phone.tap(birthday.set);
    await phone.tap(birthday.month(1));
    await phone.tap(birthday.day(31));
    // February has no such day: it must be chosen anew
    await phone.tap(birthday.month(2));
    await phone.sees(birthday.pickFirst);
    await phone.tap(birthday.day(29));
    await phone.tap(birthday.use('2月29日'));
    await phone.sees(birthday.sure.text);
    expect(count(phone, 'PUT', /birthday$/)).toBe(0);
    await phone.tap(birthday.sure.yes);
    await phone.sees('2月29日');
    await phone.sees(/起生效$/);
    expect(phone.tappableSaying(birthday.set)).toBeUndefined();
    expect(count(phone, 'PUT', /birthday$/)).toBe(1);
  });
});
