/** Who has no nickname that may be shown. */
const SOMEBODY = '你的好友';

/** A name that begins a sentence, or part of one: a nickname is set apart, plain words are not. */
function named(name: string | null): string {
  return name === null ? SOMEBODY : `${name} `;
}

/** A name within a sentence. */
function among(name: string | null): string {
  return name === null ? SOMEBODY : ` ${name} `;
}

/** Once somebody has done this: a figure at its end is set apart. */
function once(act: string): string {
  return /\d$/.test(act) ? `${act} 后` : `${act}后`;
}

/**
 * Bringing friends, and being brought. Where somebody gets something, the same text says what it is for: the friend's
 * purchase or coupon, never a share, an opened card, a visit or bare joining (R4, R9). A test walks all of it.
 */
export const referral = {
  /** How a reward, and what it is for, are called everywhere. */
  words: {
    points: (points: string) => `${points} 积分`,
    coupon: (title: string) => `「${title}」`,
    purchaseFrom: (amount: string) => `到店单笔实付满 ¥${amount}`,
    purchase: '到店消费一次',
    redemption: '到店用券或取货一次',
  },
  landing: {
    invitedBy: (name: string | null) => `${named(name)}邀请你加入会员`,
    from: (merchant: string, program: string) => `${merchant} · ${program}`,
    yours: '你会得到',
    after: (act: string) => `邀请奖励，${once(act)}领取`,
    within: (days: number, act: string) => `入会后 ${days} 天内，${act}`,
    theirs: (name: string | null, act: string, reward: string) =>
      `你${once(act)}，${named(name)}也会得到 ${reward}。`,
    how: '邀请奖励怎么到手',
    steps: {
      join: '点下面的按钮入会',
      rest: (days: number) => `之后满 ${days} 天没有退款`,
      claim: (days: number) => `在「邀请好友」里领取，${days} 天内有效`,
    },
    noOrder: '秒杀和积分商城的订单不算在内。',
    unknown: '没有认出这个邀请，不影响入会和用券。',
    usedUp: (name: string | null) =>
      `这次活动的奖励名额已经用完，你和${among(name)}都没有邀请奖励。入会照样有效。`,
    capped: (name: string | null) => `${named(name)}的邀请奖励已达上限，这次只有你的。`,
    cappedForBoth: (name: string | null) =>
      `${named(name)}的邀请奖励已达上限，这次没有邀请奖励。入会照样有效。`,
    ended: '这个邀请活动已经结束，没有邀请奖励。入会照样有效。',
    member: '你已经是会员了，邀请是给还没有入会的好友的。',
    formerMember: '邀请是给第一次入会的人的，你以前入过会。入会照样有效。',
    toInvite: '我也邀请好友',
  },
  joined: {
    by: (name: string | null) => `已成为${among(name)}邀请的会员`,
    later: '达成条件后还有',
    until: (when: string, act: string) => `${when} 前，${act}`,
    rest: (rest: number, claim: number) =>
      rest === 0
        ? `之后就能在「邀请好友」里领取，${claim} 天内有效。`
        : `之后满 ${rest} 天没有退款，就能在「邀请好友」里领取，${claim} 天内有效。`,
    missed: {
      budget: '就在你入会时，邀请奖励的名额用完了。会员权益照常享受。',
      joined_before: '入会礼和邀请奖励只给第一次入会的人，你以前入过会。会员权益照常享受。',
      not_counted: '这次邀请没有算上，活动可能刚刚结束。会员权益照常享受。',
    },
    toRewards: '看看邀请奖励',
  },
  strip: {
    title: (count: number) => `${count} 份邀请奖励可以领取`,
    many: '很多份邀请奖励可以领取',
    until: (day: string) => `${day}前领取`,
    plain: '邀请好友',
  },
};
