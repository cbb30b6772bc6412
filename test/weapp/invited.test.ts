import { lastDay, shortDay } from '@/services/format';
import { claimable } from '../support/answers-invites';
import { pauseProgramAt } from '../support/on-invite';
import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { friendJoins, friendsOf, inviting, opens } from './invited.support';
import { joinedPhone, ready, say } from './invites.support';
import { asOperator, newOpenid, phoneOf, t, watchPhones, world } from './people.support';

const words = t.referral.landing;
const joined = t.referral.joined;
const ACT = t.referral.words.purchaseFrom('30');

async function joins(phone: WxPhone): Promise<void> {
  await phone.tap(/^一键入会/);
  await phone.sees(t.member.landing.joined);
}

describe('a friend’s invite on the compiled mini-program', () => {
  watchPhones();

  it('R1, R5: the card says who invites, what both get, for what and until when; joining says what comes', async () => {
    const { sent } = await inviting();
    const phone = opens(sent.path);
    await phone.sees(words.invitedBy('小满'));
    await phone.sees(t.member.landing.giftPoints('30'));
    await phone.sees(words.theirs('小满', ACT, '50 积分'));
    // what is paid in the app is no purchase in a store
    await phone.sees(words.noOrder);
    await phone.sees(words.after(ACT));
    await phone.sees(words.within(30, ACT));
    await phone.sees(words.steps.rest(7));
    await phone.sees(words.steps.claim(30));
    await joins(phone);
    await phone.sees(joined.by('小满'));
    await phone.sees(joined.rest(7, 30));
    await phone.sees(new RegExp(`\\d+月\\d+日 \\d\\d:\\d\\d 前，${ACT}`));
  });

  it('R1: what the inviter’s page shares is a card that binds whoever joins by it', async () => {
    const { openid, program } = await inviting();
    const inviter = phoneOf(openid).start(`/packages/member/invite/index?program=${program}`);
    await ready(inviter);
    const card = inviter.app.share('onShareAppMessage', { from: 'button' }) as { path: string };
    const friend = opens(card.path);
    await friend.sees(words.invitedBy('小满'));
    await joins(friend);
    await friend.sees(joined.by('小满'));
  });

  it('R1: the code of a poster leads to the same page, and what is handed on from there is not the invite', async () => {
    const { sent } = await inviting();
    const phone = phoneOf(newOpenid()).start(
      `/pages/landing/index?scene=${encodeURIComponent(`i.${sent.code}`)}`,
      {
        scene: SCENES.qrCode,
      },
    );
    await phone.sees(words.invitedBy('小满'));
    const card = phone.app.share('onShareAppMessage') as { path: string };
    expect(card.path).not.toContain(sent.code);
  });

  it('R5: where the budget is used up the page says so before joining, and joining promises nothing', async () => {
    const { sent } = await inviting({}, { budget: 0 });
    const phone = opens(sent.path);
    await phone.sees(words.usedUp('小满'));
    expect(phone.text).not.toContain('50 积分');
    expect(phone.text).not.toContain(words.how);
    await joins(phone);
    await phone.sees(joined.by('小满'));
    expect(phone.text).not.toContain(joined.later);
    // nor does it tell as news what the page had said before
    expect(phone.text).not.toContain(joined.missed.budget);
  });

  it('R5: where the last of the budget goes while somebody reads, joining says so', async () => {
    const inviter = await inviting({}, { budget: 1 });
    const phone = opens(inviter.sent.path);
    await phone.sees(t.member.landing.giftPoints('30'));
    await friendJoins(inviter);
    await joins(phone);
    await phone.sees(joined.missed.budget);
    expect(phone.text).not.toContain(joined.later);
  });

  it('R7: beyond the inviter’s limit the friend is still promised theirs, and told that it is theirs alone', async () => {
    const inviter = await inviting({ cap_total: 1 });
    await friendJoins(inviter);
    const phone = opens(inviter.sent.path);
    await phone.sees(words.capped('小满'));
    await phone.sees(t.member.landing.giftPoints('30'));
    expect(phone.text).not.toContain('50 积分');
    await joins(phone);
    await phone.sees(joined.later);
  });

  it('R2: a program that is over promises nothing, and one can join all the same', async () => {
    const { sent, program } = await inviting();
    await pauseProgramAt(world.url, await asOperator(), program);
    const phone = opens(sent.path);
    await phone.sees(words.ended);
    expect(phone.text).not.toContain(words.how);
    await joins(phone);
    expect(phone.text).not.toContain(joined.by('小满'));
    expect(phone.text).not.toContain(joined.missed.not_counted);
  });

  it('R2: one who is a member already is led to their own invites, whoever invites', async () => {
    const { sent, openid } = await inviting();
    for (const person of [openid, (await inviting()).openid]) {
      const phone = opens(sent.path, person);
      await phone.sees(words.member);
      await phone.sees(t.member.landing.showCode);
      await phone.tap(words.toInvite);
      await phone.until(() => phone.route === 'packages/member/invite/index', 'the invite page');
    }
  });

  it('R2: a card that is opened while the app is open counts like the first, and the newest is whose it is', async () => {
    const [one, two] = [await inviting(), await inviting()];
    const phone = opens(one.sent.path);
    await phone.sees(words.invitedBy('小满'));
    phone.app.hide();
    phone.app.show(`/pages/landing/index?scene=${encodeURIComponent(`i.${two.sent.code}`)}`);
    await phone.sees(words.invitedBy('小满'));
    await phone.until(
      () => phone.log.requests.filter(({ path, status }) => /\/visits$/.test(path) && status === 201)[1],
    );
    await joins(phone);
    const friends = await Promise.all([one, two].map((inviter) => friendsOf(inviter.openid)));
    expect(friends).toEqual([0, 1]);
  });

  it('R2: a card opened by a guest who looks around first counts when they join elsewhere in the app', async () => {
    const { sent, openid } = await inviting();
    const phone = opens(sent.path);
    await phone.sees(words.invitedBy('小满'));
    phone.app.hide();
    phone.app.show('/pages/landing/index');
    await joins(phone);
    expect(await friendsOf(openid)).toBe(1);
  });

  it('A3: an invite that nobody sent opens the page of a guest', async () => {
    const phone = opens('/pages/landing/index?invite=zzzzzzz0');
    await phone.sees(words.unknown);
    await joins(phone);
  });

  it('R9: seen from Moments an invite is a page to read: nobody is asked in, nothing is promised', async () => {
    const { sent } = await inviting();
    const phone = phoneOf(newOpenid()).start(sent.path, { scene: SCENES.moments });
    await phone.sees(t.common.browse.hint);
    expect(phone.log.calls.map(({ name }) => name)).not.toContain('login');
    expect(phone.all('button')).toEqual([]);
    expect(phone.text).not.toContain('50 积分');
  });
});

describe('rewards that can be claimed', () => {
  watchPhones();

  it.each(['home', 'me'])('R6: %s says so, and leads to where a tap claims them', async (page) => {
    const phone = say(await joinedPhone()).start(`/pages/${page}/index`);
    await phone.sees(t.referral.strip.until(shortDay(lastDay(claimable.items[0]!.claim_until_at!))));
    await phone.tap(t.referral.strip.title(2));
    await phone.until(() => phone.route === 'packages/member/invite/index', 'the invite page');
    await phone.sees(t.invite.reward.claim);
  });

  it.each(['home', 'me'])('R6: %s says nothing where there are none', async (page) => {
    const phone = (await joinedPhone()).start(`/pages/${page}/index`);
    await phone.until(
      () => phone.log.requests.some(({ path, status }) => /\/me\/rewards/.test(path) && status === 200),
      'the answer',
    );
    await phone.rests(() => false, 'the page stands');
    expect(phone.one('strip')).toBeUndefined();
  });
});
