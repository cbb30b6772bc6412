/** Points of a member: what there is, what comes and goes, and the sign-in that gives some. */
export const myPoints = {
  title: '积分',
  balance: '可用积分',
  arrival: (points: string, day: string) => `${points} 积分 ${day} 到账`,
  pending: (points: string) => `另有 ${points} 积分还没到账`,
  pendingHint: '过了退货期就到账，不用做什么。',
  debt: (points: string) => `还有 ${points} 积分待补`,
  debtHint: '退款时要收回的积分已经用掉了一些。之后获得的积分会先补上，不影响用券。',
  nextExpiry: (points: string, day: string) => `${points} 积分将于 ${day} 到期`,
  noExpiry: '近期没有积分到期',
  expiriesTitle: '到期明细',
  expiriesHint: '到期日当天仍可使用。用积分时，先用快到期的。',
  expiresOn: (day: string) => `${day} 到期`,
  neverExpires: '长期有效',
  points: (points: string) => `${points} 积分`,
  filter: { all: '全部', in: '收入', out: '支出' },
  after: (points: string) => `余 ${points}`,
  empty: {
    all: { title: '还没有积分记录', hint: '结账时出示会员码，积分会自动到账。' },
    in: { title: '还没有收入', hint: '结账时出示会员码，积分会自动到账。' },
    out: { title: '还没有支出', hint: '用掉、收回或到期的积分会记在这里。' },
  },
  emptyAction: '出示会员码',
  month: (year: number, month: number) => `${year}年${month}月`,
};

/** Signing in day by day. */
export const signIn = {
  title: '每日签到',
  streak: (days: number) => (days === 0 ? '今天开始签到' : `已连续签到 ${days} 天`),
  action: (points: number) => (points > 0 ? `签到 +${points}` : '签到'),
  done: '今天已签',
  today: '今天',
  nth: (n: number) => `第${n}天`,
  plus: (points: number) => `+${points}`,
  next: (days: number, points: string) =>
    days === 1 ? `再签 1 天，额外得 ${points} 积分` : `再连签 ${days} 天，额外得 ${points} 积分`,
  noNext: '奖励都拿到了，继续保持',
  calendar: '日历',
  makeUpLeft: (days: number) => `日历 · 可补签 ${days} 天`,
  signed: (points: string) => `签到成功，+${points} 积分`,
  signedPlain: '签到成功',
  bonus: (streak: number, points: string) => `连签 ${streak} 天，额外 +${points} 积分`,
  /** A tap of before midnight whose answer comes only now. */
  signedFor: (day: string) => `${day}的签到成功了，今天还可以再签`,
  steps: '连签奖励',
  step: (streak: number) => `连续 ${streak} 天`,
  reached: '已得',
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  earlier: '上个月',
  later: '下个月',
  madeUp: '补',
  marks: { signed: '已签到', made_up: '已补签', missed: '可补签', none: '没有签到' },
  makeUp: {
    none: '本月没有可以补签的日子',
    used: '本月的补签机会已用完',
    hint: (left: number) => `点带「补」字的日子可以补签，本月还能补 ${left} 次。`,
    title: (day: string) => `补签${day}？`,
    text: (left: number) => `补签没有当天的积分，但连续天数会接上。本月还能补 ${left} 次，用了不能退回。`,
    yes: '补签',
    no: '先不补',
    done: (streak: number) => `已补签，连续 ${streak} 天`,
  },
};

/** The levels. */
export const tier = {
  title: '会员等级',
  label: '等级',
  growth: (growth: string) => `成长值 ${growth}`,
  toNext: (missing: string, name: string) => `还差 ${missing} 成长值，升级到${name}`,
  top: '已是最高等级',
  reviewOn: (day: string) => `${day} 评定`,
  keeps: '现在的成长值够保留这个等级',
  misses: (missing: string) => `到时还差 ${missing} 成长值，才能保留这个等级`,
  window: (months: number) =>
    months === 1
      ? '成长值按当月的消费计算，下个月重新累计；退款会扣回。'
      : `成长值按最近 ${months} 个月（含本月）的消费计算，更早的会逐月移出；退款会扣回。`,
  ladder: '等级和权益',
  from: (growth: string) => `成长值满 ${growth}`,
  fromZero: '入会就有',
  current: '当前等级',
  noBenefits: '消费积分',
  locked: (missing: string) => `还差 ${missing}`,
  noneTitle: '还没有等级',
  noneHint: '开始以后，会在这里看到等级和权益。',
  risen: (name: string) => `升级到${name}`,
};
