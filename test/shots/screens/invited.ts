import { zhCN as t } from '@/texts/zh-CN';
import type { ProgramTerms } from '../../../shared/contract';
import { inviteAt, joinAt, openProgramAt, pauseProgramAt, type ProgramId } from '../../support/on-invite';
import { answering } from '../../support/answers';
import { claimable } from '../../support/answers-invites';
import type { World } from '../../support/world';
import { REGULAR } from '../../support/world';
import { sees, type Screen, type Shot } from '../shot';

const words = t.referral.landing;
const joined = t.referral.joined;
const LANDING = '/pages/landing/index';
const LONG = '住在梧桐街十八号三楼爱喝燕麦拿铁的阿树';

let people = 0;

/** What is put up for a picture; the shop's usual program unless something else is given. */
interface Scene {
  readonly terms?: Partial<ProgramTerms>;
  readonly budget?: number;
  readonly nickname?: string | null;
  /** Friends who have joined before. */
  readonly friends?: number;
  readonly paused?: boolean;
  /** Whether it is opened at the shop's door, whose code gives something of its own. */
  readonly atDoor?: boolean;
}

/** A person who has not been seen before. */
function nobody(): string {
  people += 1;
  return `shots-invite-${people}`;
}

/** Puts a program and one who invites up; answers the page of the invite, and its code. */
async function putUp(world: World, scene: Scene): Promise<{ page: string; code: string }> {
  const operator = await world.operator();
  const gift = await couponReward(world);
  const program: ProgramId = await openProgramAt(
    world.url,
    operator,
    { invitee_reward: gift, ...scene.terms },
    { name: '带朋友来坐坐', budget: scene.budget ?? 10 },
  );
  const token = await world.tokenOf(nobody());
  const { nickname = '小满' } = scene;
  await joinAt(world.url, token, nickname === null ? {} : { nickname });
  const { code } = await inviteAt(world.url, token, program);
  for (let n = 0; n < (scene.friends ?? 0); n += 1) {
    await joinAt(world.url, await world.tokenOf(nobody()), { invite: code });
  }
  if (scene.paused === true) await pauseProgramAt(world.url, operator, program);
  const door = scene.atDoor === true ? `&scene=${world.scenes[0]}` : '';
  return { page: `${LANDING}?invite=${code}${door}`, code };
}

async function couponReward(world: World) {
  const { items } = await world.call('GET /console/coupon-templates', {
    token: await world.operator(),
    query: { limit: '50' },
  });
  const found = items.find(({ title }) => title === '五元抵用券');
  if (!found) throw new Error('the demo has no coupon for friends');
  return { kind: 'coupon' as const, template_id: found.id };
}

const putUpPage = (scene: Scene) => async (world: World) => (await putUp(world, scene)).page;

function shot(state: string, label: Shot['label'], scene: Scene, until: Shot['until']): Shot {
  return { state, label, page: putUpPage(scene), until };
}

const joins =
  (words_: string): Shot['until'] =>
  async ({ phone }) => {
    await phone.tap(/^一键入会/);
    await phone.sees(words_);
  };

/** The regular opens the card that they sent. */
function ownInvite(): Pick<Shot, 'as' | 'page' | 'until'> {
  return {
    as: REGULAR,
    page: async (world) => {
      const program: ProgramId = await openProgramAt(
        world.url,
        await world.operator(),
        {},
        { name: '自己的邀请', budget: 10 },
      );
      const { code } = await inviteAt(world.url, await world.tokenOf(REGULAR), program);
      return `${LANDING}?invite=${code}`;
    },
    until: sees(words.member),
  };
}

/** The last of the budget goes to somebody else while the page is looked at. */
function overtaken(): Pick<Shot, 'page' | 'until'> {
  let code = '';
  return {
    page: async (world) => {
      const up = await putUp(world, { budget: 1 });
      code = up.code;
      return up.page;
    },
    until: async (device, world) => {
      await device.phone.sees(words.how);
      await joinAt(world.url, await world.tokenOf(nobody()), { invite: code });
      await joins(joined.missed.budget)(device, world);
    },
  };
}

export const invited: Screen = {
  screen: 'invited',
  label: { zh: '朋友的邀请', en: 'A friend’s invite' },
  shots: [
    shot('open', { zh: '双方都有', en: 'both get something' }, {}, sees(words.how)),
    shot(
      'long',
      { zh: '名字很长，只给积分，不用等', en: 'a long name, points alone, no rest' },
      { nickname: LONG, terms: { invitee_reward: { kind: 'points', points: 1_200 }, protect_days: 0 } },
      sees(words.how),
    ),
    shot('nameless', { zh: '没有昵称', en: 'no nickname' }, { nickname: null }, sees(words.invitedBy(null))),
    shot(
      'redemption',
      { zh: '用券或取货就算', en: 'for a redemption, the inviter alone' },
      { terms: { qualify: { kind: 'redemption' }, invitee_reward: null } },
      sees(words.theirs('小满', t.referral.words.redemption, '50 积分')),
    ),
    shot('used-up', { zh: '名额用完', en: 'budget used up' }, { budget: 0 }, sees(words.usedUp('小满'))),
    shot(
      'capped',
      { zh: '邀请人到上限', en: 'the inviter is at the limit' },
      { terms: { cap_total: 1 }, friends: 1 },
      sees(words.capped('小满')),
    ),
    shot('ended', { zh: '活动结束', en: 'the program is over' }, { paused: true }, sees(words.ended)),
    {
      ...shot('member', { zh: '已经是会员', en: 'a member already' }, {}, sees(words.member)),
      as: REGULAR,
    },
    { state: 'own', label: { zh: '打开自己的邀请', en: 'one’s own invite' }, ...ownInvite() },
    {
      state: 'unknown',
      label: { zh: '没有认出的邀请', en: 'an invite nobody sent' },
      page: `${LANDING}?invite=zzzzzzz0`,
      until: sees(words.unknown),
    },
    {
      ...shot('moments', { zh: '在朋友圈里打开', en: 'seen from Moments' }, {}, sees(t.common.browse.hint)),
      only: 'weapp',
      wechat: { moments: true },
    },
    shot(
      'open-gift',
      { zh: '门店也有礼', en: 'with a gift of the store' },
      { atDoor: true },
      sees(words.how),
    ),
    shot('joined', { zh: '入会成功', en: 'joined' }, {}, joins(joined.later)),
    shot(
      'joined-gift',
      { zh: '入会成功，门店也有礼', en: 'joined, with a gift of the store' },
      { atDoor: true },
      joins(joined.later),
    ),
    {
      state: 'joined-missed',
      label: { zh: '入会时名额刚好用完', en: 'the budget ran out while joining' },
      ...overtaken(),
    },
    ...(['home', 'me'] as const).map((page): Shot => {
      return {
        state: `to-claim-${page}`,
        label: {
          zh: page === 'home' ? '首页有奖励可领' : '我的有奖励可领',
          en: `rewards to claim, on ${page}`,
        },
        as: REGULAR,
        page: `/pages/${page}/index`,
        before: (device) => device.fault(answering('GET /me/rewards', claimable)),
        until: sees(t.referral.strip.title(2)),
      };
    }),
  ],
};
