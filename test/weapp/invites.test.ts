import { answering } from '../support/answers';
import {
  beginning,
  board,
  claimable,
  CODE,
  otherProgram,
  PROGRAM,
  programWith,
} from '../support/answers-invites';
import type { WxPhone } from '../support/wx/phone';
import { INVITE, invitersPhone, joinedPhone, ready, say } from './invites.support';
import { t, watchPhones } from './people.support';

const words = t.invite;
const REWARD = claimable.items[0]!;
const CLAIMS = /\/me\/rewards\/[^/]+\/claims$/;

/** What a claim answers. */
const claimed = {
  reward_id: REWARD.id,
  points: 300,
  coupon_id: null,
  balance_after: 300,
};

/** What WeChat would make of a share now. */
function card(phone: WxPhone) {
  return phone.app.share('onShareAppMessage', { from: 'button' }) as {
    title: string;
    path: string;
    imageUrl: string;
  };
}

describe('inviting a friend', () => {
  watchPhones();

  it('R1, R5: the card leads to the landing page with my code, and says no more than who invites where', async () => {
    const phone = (await invitersPhone()).start(INVITE);
    await ready(phone);
    const sent = card(phone);
    expect(sent.path).toBe(`/pages/landing/index?invite=${CODE}`);
    expect(sent.title).toBe(words.share.card(null, '留客烘焙'));
    expect(sent.title).not.toMatch(/积分|券|¥|免费|领|[！!]/);
    expect(sent.imageUrl).toBe('/assets/share-invite.png');
    expect(phone.app.share('onShareTimeline')).toBeNull();
  });

  it('R1: without a code nothing is sent that would not be counted', async () => {
    const phone = say(await joinedPhone(), { codes: false });
    phone.fault({ kind: 'status', status: 500, path: /\/codes$/, times: 9 });
    phone.start(INVITE);
    await phone.sees(t.common.retry);
    expect(card(phone).path).toBe('/pages/home/index');
    expect(phone.all('native-button')).toEqual([]);
    phone.healed();
    say(phone);
    await phone.tap(t.common.retry);
    await ready(phone);
    expect(card(phone).path).toContain(CODE);
  });

  it('R5: rules stand before the button, and a used-up budget is said in plain words', async () => {
    const phone = await invitersPhone([programWith({ sharing: 'used_up', friends_left: 0 })]);
    phone.start(INVITE);
    await phone.sees(words.stand.used_up);
    const said = phone.text;
    expect(said.indexOf(words.rule.join(7))).toBeGreaterThan(-1);
    expect(said.indexOf(words.rule.join(7))).toBeLessThan(said.indexOf(words.stand.used_up));
    await phone.tap(words.rule.all);
    await phone.sees(words.rules.friends.oneLevel);
    await phone.sees(words.rules.act.noShare);
    await phone.sees(words.rules.limits.none);
  });

  it('R7: a cap is said with what the friend still gets', async () => {
    const phone = (await invitersPhone([programWith({ sharing: 'cap_total' })])).start(INVITE);
    await phone.sees(words.stand.cap_total(50) + words.stand.friendStill);
  });

  it('R1: of several programs each has its own rules and its own code', async () => {
    const phone = (await invitersPhone([programWith(), otherProgram])).start(INVITE);
    await ready(phone);
    await phone.tap(otherProgram.name);
    await phone.sees(t.referral.landing.within(30, t.referral.words.redemption));
    await ready(phone);
    const made = phone.log.requests.filter(({ path }) => path.endsWith('/codes'));
    expect(made.map(({ path }) => path.split('/').at(-2))).toEqual([PROGRAM, otherProgram.id]);
  });

  it('R8: friends are shown masked, each with how far they are', async () => {
    const phone = (await invitersPhone()).start(INVITE);
    await phone.sees('林**');
    await phone.sees(words.friend.state.waiting.purchase);
    await phone.sees(words.friend.state.review);
    await phone.sees(words.friend.state.refunded);
    await phone.sees(words.friend.unrewarded.cap_day);
  });

  it('no program: says so, and still lists what was earned', async () => {
    const phone = (await invitersPhone([])).start(INVITE);
    await phone.sees(words.none.title);
    await phone.sees(words.reward.claim);
    expect(phone.all('native-button')).toEqual([]);
    expect(card(phone).path).toBe('/pages/home/index');
  });

  it('a server in trouble: says so, and the next try shows the page', async () => {
    const phone = await joinedPhone();
    phone.fault({ kind: 'status', status: 500, path: /\/referral-programs$/, times: 99 });
    phone.start(INVITE);
    await phone.sees(t.common.failedTitle);
    phone.healed();
    phone.fault(answering('GET /me/invites', { items: [], next: null }));
    say(phone, { programs: [beginning] });
    await phone.tap(t.common.retry);
    await phone.sees(words.mine.noFriends.title);
  });
});

describe('claiming a reward', () => {
  watchPhones();

  it('R6: one tap claims, two taps claim once, and it stays in its place as claimed', async () => {
    const phone = await invitersPhone();
    phone.fault(answering('POST /me/rewards/{id}/claims', claimed));
    phone.start(INVITE);
    phone.press(await phone.until(() => phone.tappableSaying(words.reward.claim), 'the button'), 2);
    await phone.hears(words.reward.gotPoints('300'));
    await phone.sees(words.reward.claimed);
    const row = phone.all('invite__row')[0]!;
    expect(phone.wordsOf(row)).toContain('300积分');
    expect(phone.log.requests.filter(({ path }) => CLAIMS.test(path))).toHaveLength(1);
  });

  it.each([
    ['reward_void', '这份奖励已失效：没有达到条件，或者对应的消费已退款或撤销。'],
    ['reward_over', '这份奖励已过领取时间。'],
  ])('R6: %s is shown with its reason where the button was', async (code, detail) => {
    const phone = await invitersPhone();
    const body = {
      type: 'about:blank',
      title: 'x',
      status: 409,
      code,
      detail,
      retryable: false,
      request_id: 'x',
    };
    phone.fault({ kind: 'status', status: 409, method: 'POST', path: CLAIMS, body });
    phone.start(INVITE);
    await phone.tap(words.reward.claim);
    await phone.sees(detail);
    expect(phone.wordsOf(phone.all('invite__row')[0]!)).toContain(words.reward.state.voided);
  });

  it('R6: what was claimed on another phone is shown as claimed', async () => {
    const phone = await invitersPhone();
    const body = {
      type: 'about:blank', title: 'x', status: 409, code: 'reward_claimed', detail: 'x', retryable: false, request_id: 'x',
    }; // prettier-ignore
    phone.fault({ kind: 'status', status: 409, method: 'POST', path: CLAIMS, body });
    phone.start(INVITE);
    await phone.tap(words.reward.claim);
    await phone.sees(words.reward.claimed);
  });

  it('L5: a claim whose answer got lost is said to be open, and the same tap settles it', async () => {
    const phone = await invitersPhone();
    phone.fault({ kind: 'before', method: 'POST', path: CLAIMS, times: 9 });
    phone.start(INVITE);
    await phone.tap(words.reward.claim);
    await phone.sees(words.reward.again);
    expect(phone.text).not.toContain(words.reward.claimed);
    phone.healed();
    say(phone).fault(answering('POST /me/rewards/{id}/claims', claimed));
    await phone.tap(words.reward.again);
    await phone.sees(words.reward.claimed);
  });
});

describe('around it', () => {
  watchPhones();

  it('R8: the board shows the first, and me below them', async () => {
    const phone = await invitersPhone();
    phone.fault(answering('GET /referral-programs/{id}/leaderboard', board));
    phone.start(INVITE);
    await phone.tap(words.progress.board);
    await phone.sees(words.board.lead);
    await phone.sees(words.board.mineRank(9));
  });

  it('the home page shows a running program, and nothing without one', async () => {
    const phone = (await invitersPhone()).start('/pages/home/index');
    await phone.tap(words.card.both(t.referral.words.purchaseFrom('20'), '「新朋友见面券」', '300 积分'));
    await phone.until(() => phone.route === 'packages/member/invite/index', 'the invite page');
    const other = (await invitersPhone([programWith({ sharing: 'used_up' })])).start('/pages/home/index');
    await other.sees(t.member.home.centre);
    await other.rests(() => false, 'the page');
    expect(other.text).not.toContain(words.entry);
  });

  it('my page leads there', async () => {
    const phone = (await invitersPhone()).start('/pages/me/index');
    await phone.tap(words.entry);
    await phone.until(() => phone.route === 'packages/member/invite/index', 'the invite page');
  });
});
