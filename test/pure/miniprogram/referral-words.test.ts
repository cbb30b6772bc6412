import { stillShown } from '@/packages/member/invite/still-shown';
import { changesInvites, changesMember } from '@/services/happening';
import {
  friendWords,
  milestoneText,
  nextMilestone,
  promiseText,
  rewardParts,
  rewardTitle,
  rewardWords,
  rulesOf,
  standText,
  stepsOf,
} from '@/services/referral-words';
import { zhCN as t } from '@/texts/zh-CN';
import { beginning, friends, otherProgram, programWith, rewardWith } from '../../support/answers-invites';

const words = t.invite;
const friend = friends.items[0]!;

describe('the words of a program', () => {
  it('R4, R6: three steps say who, what and when', () => {
    expect(stepsOf(programWith().promise)).toEqual([
      '好友从你的邀请进来，7 天内入会',
      '入会后 30 天内，到店单笔实付满 ¥20',
      '7 天没有退款就能领，30 天内有效',
    ]);
    expect(stepsOf(otherProgram.promise).slice(1)).toEqual([
      '入会后 30 天内，到店用券或取货一次',
      '马上能领，30 天内有效',
    ]);
  });

  it('R5: what one more friend brings is said as it stands', () => {
    expect(standText(programWith())).toEqual({ text: words.stand.open('1,268'), open: true });
    const used = standText(programWith({ sharing: 'used_up', friends_left: 0 }));
    expect(used).toEqual({ text: words.stand.used_up, open: false });
  });

  it.each(['cap_day', 'cap_total'] as const)(
    'R7: %s says what the friend still gets, and only then',
    (sharing) => {
      expect(standText(programWith({ sharing })).text).toContain(words.stand.friendStill);
      const alone = standText({ ...otherProgram, sharing });
      expect(alone.open).toBe(false);
      expect(alone.text).not.toContain(words.stand.friendStill);
    },
  );

  it('R5: one sentence promises only what can be had', () => {
    expect(promiseText(programWith())).toBe(
      '好友入会后到店单笔实付满 ¥20，好友得「新朋友见面券」，你得 300 积分',
    );
    expect(promiseText(otherProgram)).toBe('好友入会后到店用券或取货一次，你得「新朋友见面券」');
    expect(promiseText(programWith({ sharing: 'cap_day' }))).toBe(
      '好友入会后到店单笔实付满 ¥20，好友得「新朋友见面券」',
    );
    expect(promiseText(programWith({ sharing: 'used_up' }))).toBeNull();
    expect(promiseText({ ...otherProgram, sharing: 'cap_day' })).toBeNull();
  });

  it('R5: the next milestone is one that can still be had', () => {
    expect(nextMilestone(programWith())?.friends).toBe(10);
    expect(nextMilestone(beginning)?.friends).toBe(3);
    const gone = programWith().milestones.map((one) => ({ ...one, state: 'used_up' as const }));
    expect(nextMilestone(programWith({ milestones: gone }))).toBeNull();
    expect(programWith().milestones.map(milestoneText)).toEqual(['已达成', '先到先得，还剩 37 份', '已发完']);
  });

  it('R3, R4: the full rules say that there is one level and nothing for a share', () => {
    const lines = rulesOf(programWith()).flatMap((part) => part.lines);
    expect(lines).toEqual(expect.arrayContaining([words.rules.friends.oneLevel, words.rules.act.noShare]));
    expect(lines).toContain(words.rules.limits.cap_day(5));
    const others = rulesOf(otherProgram).flatMap((part) => part.lines);
    expect(others).toContain(words.rules.rewards.onlyYou);
    // picking an order up counts where a coupon does; paying it is no purchase in a store
    expect([lines, others].map((all) => all.includes(words.rules.act.noOrder))).toEqual([true, false]);
  });

  it('shows what a reward is worth large', () => {
    expect(rewardParts({ kind: 'points', points: 1_200 })).toEqual({ big: '1,200', small: '积分' });
    expect(rewardParts(programWith().promise.invitee_reward!)).toEqual({
      big: '¥10',
      small: '新朋友见面券，满 ¥30 可用',
    });
  });
});

describe('the words of a friend', () => {
  const on = { qualify_until_at: '2026-12-20T06:00:00.000Z', rests_until_at: '2026-11-28T06:00:00.000Z' };

  it.each([
    ['bound', {}, '已入会', '12月20日前消费有效'],
    ['qualified', {}, '已消费', '奖励 11月28日 可领'],
    ['qualified', { in_review: true }, '核对中', '核对通过后，奖励才能领'],
    ['confirmed', {}, '已达成', null],
    ['expired', {}, '未在期限内消费', null],
    ['voided', { ended_reason: 'refused' }, '未通过核对', '奖励已失效'],
    ['voided', { ended_reason: 'undone' }, '已撤销', '奖励已失效'],
    ['taken_back', { ended_reason: 'refunded' }, '已退款', '奖励已按规则收回'],
    ['taken_back', { ended_reason: 'refunded', reward: null }, '已退款', null],
  ] as const)('R8: %s %j reads %s', (state, more, tag, hint) => {
    expect(friendWords({ ...friend, ...on, state, ...more }, 'purchase')).toMatchObject({ tag, hint });
  });

  it.each([
    ['claimable', '可以领取'],
    ['claimed', '已到账'],
    ['expired', '没有领取'],
  ] as const)('R8: a reward that is %s reads %s', (state, tag) => {
    const reward = { ...friend.reward!, state, claim_until_at: '2026-12-20T06:00:00.000Z' };
    expect(friendWords({ ...friend, state: 'confirmed', reward }, 'purchase').tag).toBe(tag);
  });

  it.each(['budget', 'cap_day', 'cap_total', 'no_reward'] as const)(
    'R7: says why nothing comes: %s',
    (unrewarded) => {
      const shown = friendWords({ ...friend, unrewarded, reward: null }, 'redemption');
      expect(shown.hint).toBe(words.friend.unrewarded[unrewarded]);
      const over = friendWords({ ...friend, state: 'expired', unrewarded, reward: null }, 'redemption');
      expect(over).toMatchObject({ tag: '未在期限内用券或取货', hint: null });
    },
  );
});

describe('the words of a reward', () => {
  it('R6: every state has a word, and a claim is offered in one only', () => {
    const states = [
      'promised',
      'resting',
      'claimable',
      'claimed',
      'voided',
      'expired',
      'taken_back',
      'lost',
    ] as const;
    const tags = states.map((state) => rewardWords(rewardWith({ state })).tag);
    expect(tags).toEqual(['待达成', '等待期', '领取', '已领取', '已失效', '过期未领', '已收回', '已使用']);
    expect(rewardWords(rewardWith({ state: 'resting', in_review: true })).tag).toBe('核对中');
  });

  it.each([
    ['not_in_time', '没有在期限内达成'],
    ['refunded', '对应的消费或订单已退款'],
    ['undone', '对应的消费、用券或取货已撤销'],
    ['refused', '没有通过核对'],
    [null, '有好友退款或撤销，人数不够了'],
  ] as const)('R6: a void one says why: %s', (ended_reason, hint) => {
    expect(rewardWords(rewardWith({ state: 'voided', ended_reason })).hint).toBe(hint);
  });

  it('says what it is for', () => {
    expect(rewardTitle(rewardWith())).toBe('邀请何**');
    expect(rewardTitle(rewardWith({ side: 'invitee', friend_masked: null }))).toBe('接受好友的邀请');
    expect(rewardTitle(rewardWith({ side: 'milestone', friends: 3, friend_masked: null }))).toBe(
      '累计邀请 3 位好友',
    );
  });
});

describe('a list of things to claim', () => {
  const one = (id: string, state = 'claimable') => ({ id, state });

  it('keeps what was claimed here in its place, drops what others settled, adds what is new at the end', () => {
    const before = [one('a'), one('b'), one('c')];
    expect(stillShown(before, [one('d'), one('c', 'newer')], { a: true })).toEqual([
      one('a'),
      one('c', 'newer'),
      one('d'),
    ]);
  });
});

describe('what happens to invites', () => {
  const event = (type: 'reward.claimed' | 'invite.bound' | 'order.paid') => ({
    id: 'e',
    type,
    at: '2026-11-22T00:00:00.000Z',
    data: {},
  });

  it('refreshes what is shown of them; only what was claimed changes what I have', () => {
    expect(changesInvites(event('invite.bound'))).toBe(true);
    expect(changesInvites(event('reward.claimed'))).toBe(true);
    expect(changesInvites(event('order.paid'))).toBe(false);
    expect(changesMember(event('invite.bound'))).toBe(false);
    expect(changesMember(event('reward.claimed'))).toBe(true);
  });
});
