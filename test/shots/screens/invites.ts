import { zhCN as t } from '@/texts/zh-CN';
import { answering } from '../../support/answers';
import {
  beginning,
  board,
  claimable,
  friends,
  inviteCode,
  otherProgram,
  PROGRAM,
  programWith,
  rewards,
} from '../../support/answers-invites';
import type { Device } from '../../support/devices/device';
import { failing, hanging } from '../../support/devices/device';
import { REGULAR } from '../../support/world';
import { sees, shows, type Screen, type Shot } from '../shot';
import { thenOffline } from './tabs';

const INVITE = '/packages/member/invite/index';
const BOARD = `/packages/member/leaderboard/index?program=${PROGRAM}`;
const words = t.invite;
const NOTHING = { items: [], next: null };

interface Given {
  readonly programs?: readonly ReturnType<typeof programWith>[];
  readonly friends?: typeof friends;
  readonly claimable?: typeof rewards;
  readonly rewards?: typeof rewards;
}

/** What the server says, where that is not the usual. */
function given(what: Given = {}): NonNullable<Shot['before']> {
  return (device: Device) => {
    device.fault(answering('GET /referral-programs', { items: [...(what.programs ?? [programWith()])] }));
    device.fault(answering('POST /referral-programs/{id}/codes', inviteCode));
    device.fault(answering('GET /me/invites', what.friends ?? friends));
    device.fault(answering('GET /me/rewards', what.claimable ?? claimable));
  };
}

function shot(state: string, label: Shot['label'], what: Given, until: Shot['until']): Shot {
  return { state, label, as: REGULAR, page: INVITE, before: given(what), until };
}

const scrolledTo = (selector: string): Shot['until'] => {
  return async ({ phone }) => {
    await phone.top.locator(selector).last().waitFor();
    await phone.top.locator(selector).last().scrollIntoViewIfNeeded();
  };
};

export const invite: Screen = {
  screen: 'invite',
  label: { zh: '邀请好友', en: 'Inviting friends' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: INVITE,
      before: (device) => device.fault(hanging(/\/referral-programs$/)),
      until: shows('.skeleton'),
    },
    shot('full', { zh: '进行中', en: 'running' }, {}, shows('.invite__ways')),
    shot('friends', { zh: '好友', en: 'friends in every state' }, {}, scrolledTo('.list__foot')),
    shot(
      'rewards',
      { zh: '奖励', en: 'rewards in every state' },
      { claimable: rewards },
      async (device, world) => {
        await device.phone.tap(words.mine.tabs.rewards);
        await device.phone.sees(words.reward.state.taken_back);
        await scrolledTo('.list__foot')(device, world);
      },
    ),
    shot(
      'beginning',
      { zh: '还没有邀请过', en: 'nobody invited yet' },
      { programs: [beginning], friends: NOTHING, claimable: NOTHING },
      async ({ phone }) => {
        await phone.sees(words.mine.noFriends.title);
        await phone.top.locator('.notice').last().scrollIntoViewIfNeeded();
      },
    ),
    shot(
      'used-up',
      { zh: '名额用完', en: 'budget used up' },
      { programs: [programWith({ sharing: 'used_up', friends_left: 0 })] },
      sees(words.stand.used_up),
    ),
    shot(
      'capped',
      { zh: '今天到上限', en: 'capped for the day' },
      { programs: [programWith({ sharing: 'cap_day' })] },
      shows('.invite__stand--shut'),
    ),
    shot(
      'several',
      { zh: '两个活动', en: 'two programs' },
      { programs: [programWith(), otherProgram] },
      async ({ phone }) => {
        await phone.tap(otherProgram.name);
        await phone.sees(t.referral.landing.within(30, t.referral.words.redemption));
      },
    ),
    shot('none', { zh: '没有活动', en: 'no program' }, { programs: [], claimable }, sees(words.none.title)),
    shot('rules', { zh: '完整规则', en: 'all rules' }, {}, async ({ phone }) => {
      await phone.tap(words.rule.all);
      await phone.sees(words.rules.friends.oneLevel);
    }),
    shot('claimed', { zh: '领到了', en: 'claimed' }, {}, async (device) => {
      device.fault(
        answering('POST /me/rewards/{id}/claims', {
          reward_id: claimable.items[0]!.id,
          points: 300,
          coupon_id: null,
          balance_after: 3_300,
        }),
      );
      await device.phone.tap(words.reward.claim);
      await device.phone.sees(words.reward.claimed);
      await device.phone.top.locator('.invite__row').first().scrollIntoViewIfNeeded();
    }),
    {
      state: 'poster',
      label: { zh: '海报', en: 'the poster' },
      as: REGULAR,
      // in the host of the other there is no canvas
      only: 'h5',
      page: INVITE,
      until: async ({ phone }) => {
        await phone.tap(words.share.poster);
        await phone.top.locator('.invite__poster img').waitFor();
      },
    },
    {
      ...shot('poster-failed', { zh: '海报没画好', en: 'no picture of the code' }, {}, async ({ phone }) => {
        await phone.tap(words.share.poster);
        await phone.sees(t.common.retry);
      }),
      before: (device, world) => {
        device.fault(failing(/\/code\.png$/));
        return given()(device, world);
      },
    },
    { state: 'guest', label: { zh: '还没入会', en: 'guest' }, page: INVITE, until: shows('.notice') },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: INVITE,
      before: (device) => device.fault(failing(/\/referral-programs$/)),
      until: sees(t.common.failedTitle),
    },
    shot('offline', { zh: '断网', en: 'offline' }, {}, thenOffline(words.title)),
  ],
};

export const leaderboard: Screen = {
  screen: 'leaderboard',
  label: { zh: '邀请榜', en: 'Leaderboard' },
  shots: [
    {
      state: 'full',
      label: { zh: '有名次', en: 'full' },
      as: REGULAR,
      page: BOARD,
      before: (device) => device.fault(answering('GET /referral-programs/{id}/leaderboard', board)),
      until: sees(words.board.mineRank(9)),
    },
    {
      state: 'empty',
      label: { zh: '还没有人', en: 'empty' },
      as: REGULAR,
      page: BOARD,
      before: (device) =>
        device.fault(
          answering('GET /referral-programs/{id}/leaderboard', {
            items: [],
            mine: { rank: null, friends: 0 },
          }),
        ),
      until: sees(words.board.emptyTitle),
    },
    {
      state: 'unknown',
      label: { zh: '没有这个榜', en: 'unknown' },
      as: REGULAR,
      page: '/packages/member/leaderboard/index?program=x',
      until: sees(words.board.unknownTitle),
    },
  ],
};
