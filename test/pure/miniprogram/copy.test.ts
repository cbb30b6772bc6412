import {
  ERRORS,
  memberEvent,
  POINT_REASONS,
  programTerms,
  routes,
  type ProgramTerms,
} from '@shared/contract';
import { zhCN } from '@/texts/zh-CN';
import { RECIPES } from '../../../server/ledger/recipes';
import { bannedIn, givesForNothing, isForNothing, isIdle, isOfShares, textsOf } from './copy.support';

/** Sections of the catalogue that are about inviting and being invited. */
const INVITING = /^(?:referral|invite)\./;

const catalogue = textsOf(zhCN);
const refusals = textsOf(ERRORS);

describe('what the screens say of sharing and inviting', () => {
  it('R9: no text gives anything for a share, an opened card, a visit, bare inviting or bare joining', () => {
    expect(catalogue.length).toBeGreaterThan(500);
    const wrong = [...catalogue, ...refusals].filter(({ text }) => bannedIn(text).length > 0);
    expect(wrong).toEqual([]);
  });

  it('R4: where a text about inviting names what somebody gets, it names what the friend does for it', () => {
    const inviting = catalogue.filter(({ place }) => INVITING.test(place));
    expect(inviting.length).toBeGreaterThan(20);
    expect(inviting.filter(({ text }) => isForNothing(text))).toEqual([]);
  });

  it.each([
    ['分享后领取 10 元券', 'something for a share'],
    ['分享到朋友圈，得 50 积分', 'something for a share'],
    ['转发给好友，双方各得「咖啡券」', 'something for a share'],
    ['领取前请先分享给 3 位好友', 'a share before something else'],
    ['转发成功才能打开', 'a share before something else'],
    ['邀请即送 50 积分', 'something for inviting, whatever the friend does'],
    ['邀请好友，你得 ⟨reward⟩', 'something for inviting, whatever the friend does'],
    ['每邀请一位新朋友就送一张券', 'something for inviting, whatever the friend does'],
    ['好友打开链接，你就得 20 积分', 'something for an opened card or a visit'],
    ['点开卡片即可领取', 'something for an opened card or a visit'],
    ['好友注册后，你得 20 积分', 'something for a friend who merely joins'],
    ['朋友入会即送双方 10 积分', 'something for a friend who merely joins'],
    ['好友再邀请的人也算你的下级', 'more than one level'],
    ['邀请好友瓜分百万红包！', 'chance and shouting'],
  ])('R9: a planted text is found: %s', (text, what) => {
    expect(bannedIn(text)).toContain(what);
  });

  it.each(['你会得到 ⟨reward⟩', '好友得⟨friend⟩，你得⟨mine⟩', '送你一张「⟨title⟩」', '获得 20 积分'])(
    'R4: a planted promise without an act is found: %s',
    (text) => {
      expect(isForNothing(text)).toBe(true);
    },
  );

  it.each([
    '你⟨act⟩后，⟨name⟩ 也会得到 ⟨reward⟩。',
    '好友消费后，你得⟨mine⟩',
    '分享、打开邀请或只是入会，都没有奖励。',
    '分享门店',
    '已成为 ⟨name⟩ 邀请的会员',
  ])('R9: a text that is right is left alone: %s', (text) => {
    expect({ banned: bannedIn(text), forNothing: isForNothing(text) }).toEqual({
      banned: [],
      forNothing: false,
    });
  });
});

describe('texts with variables are read in all their branches', () => {
  it('reads lists, branches and names of variables', () => {
    const said = textsOf({
      plain: '一',
      list: ['二'],
      some: (count: number) => (count === 1 ? '一份' : `${count} 份`),
      whose: (name: string | null, act: string) => (name === null ? `${act}好` : `${name}${act}`),
    });
    expect(said).toEqual([
      { place: 'plain', text: '一' },
      { place: 'list.0', text: '二' },
      { place: 'some', text: '⟨count⟩ 份' },
      { place: 'some', text: '一份' },
      { place: 'whose', text: '⟨name⟩⟨act⟩' },
      { place: 'whose', text: '⟨act⟩好' },
    ]);
  });

  it('does not pass over a text that it cannot say', () => {
    const odd = (one: { deep: { word: string } }): string => one.deep.word;
    expect(() => textsOf({ odd })).toThrow('nobody can say odd');
  });
});

const TERMS: ProgramTerms = {
  window_days: 7,
  touch: 'last',
  qualify: { kind: 'purchase', min_fen: 3_000 },
  qualify_days: 30,
  protect_days: 7,
  claim_days: 30,
  inviter_reward: { kind: 'points', points: 50 },
  invitee_reward: null,
  milestones: [],
  cap_day: null,
  cap_total: null,
};

describe('what the API can give something for', () => {
  it('R4: no route and no posting gives anything for a share, a visit or an opened card', () => {
    const sentences = [
      ...Object.entries(routes).map(([key, { summary }]) => `${key}: ${summary}`),
      ...Object.entries(RECIPES).map(([code, { says }]) => `${code}: ${says}`),
    ];
    expect(sentences.filter(givesForNothing)).toEqual([]);
    expect(Object.keys(routes).filter(isOfShares)).toEqual([]);
  });

  it('R4: no event of a member, no reason for points and no posting is a share, a visit or an opened card', () => {
    const names = [...memberEvent.shape.type.options, ...POINT_REASONS, ...Object.keys(RECIPES)];
    expect(names.filter(isIdle)).toEqual([]);
  });

  it.each([
    'POST /visits: Record a visit and give its points',
    'points.visited: A member is given points for opening a card.',
    'referral.opened: An opened card earns the inviter a reward.',
  ])('R4: a planted route or posting is found: %s', (sentence) => {
    expect(givesForNothing(sentence)).toBe(true);
  });

  it('R4: a planted route of shares, event or reason is found', () => {
    expect(isOfShares('POST /me/shares')).toBe(true);
    expect(isOfShares('GET /referral-programs')).toBe(false);
    for (const name of ['invite.opened', 'visit', 'card_shared']) expect(isIdle(name)).toBe(true);
    expect(isIdle('member.tier_review_soon')).toBe(false);
  });

  it('R4: a program can ask for a purchase or a redemption, and for nothing less', () => {
    expect(programTerms.safeParse(TERMS).success).toBe(true);
    expect(programTerms.safeParse({ ...TERMS, qualify: { kind: 'redemption' } }).success).toBe(true);
    for (const kind of ['share', 'visit', 'open', 'join', 'register', 'follow']) {
      expect(programTerms.safeParse({ ...TERMS, qualify: { kind } }).success).toBe(false);
    }
  });

  it('R3: no setting of a program makes a second level', () => {
    for (const extra of ['second_level', 'levels', 'inviter_of_inviter_reward', 'share_reward']) {
      const more = { ...TERMS, [extra]: { kind: 'points', points: 10 } };
      expect(programTerms.safeParse(more).success).toBe(false);
    }
  });
});
