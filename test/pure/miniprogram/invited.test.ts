import { zhCN as t } from '@/texts/zh-CN';

const words = t.referral.landing;

describe('the words of an invite', () => {
  it('R1: a nickname is set apart, and who has none is a friend', () => {
    expect(words.invitedBy('Mia')).toBe('Mia 邀请你加入会员');
    expect(words.invitedBy(null)).toBe('你的好友邀请你加入会员');
    expect(t.referral.joined.by('Mia')).toBe('已成为 Mia 邀请的会员');
    expect(t.referral.joined.by(null)).toBe('已成为你的好友邀请的会员');
  });

  it('R4, R5: what the inviter gets is said with what the friend does for it', () => {
    const act = t.referral.words.purchaseFrom('30');
    expect(words.theirs('小满', act, '50 积分')).toBe('你到店单笔实付满 ¥30 后，小满 也会得到 50 积分。');
    expect(words.after(t.referral.words.redemption)).toBe('邀请奖励，到店用券或取货一次后领取');
  });

  it('R5: whoever promises nothing says that joining is as good as ever', () => {
    const said = [
      words.usedUp('小满'),
      words.usedUp(null),
      words.cappedForBoth(null),
      words.ended,
      words.formerMember,
    ];
    for (const text of said) expect(text).toMatch(/入会照样有效。$/);
    for (const text of Object.values(t.referral.joined.missed)) expect(text).toMatch(/会员权益照常享受。$/);
  });

  it('R6: rewards that rest no time are not said to rest', () => {
    expect(t.referral.joined.rest(0, 30)).toBe('之后就能在「邀请好友」里领取，30 天内有效。');
    expect(t.referral.joined.rest(7, 30)).toContain('满 7 天没有退款');
  });
});
