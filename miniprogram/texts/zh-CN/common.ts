export const errors = {
  offline: '网络连不上，请检查网络后再试。',
  unknown: '网络不稳，结果还不确定。再试一次就会知道，不会重复办理。',
  unreadable: '服务暂时没有响应，请稍后再试。',
  browseOnly: '这里只能浏览，点下方的「前往小程序」继续。',
};

export const common = {
  program: '留客',
  tabs: { home: '首页', coupons: '领券', code: '会员码', me: '我的' },
  retry: '再试一次',
  back: '返回',
  close: '关闭',
  done: '完成',
  newVersion: '新版本准备好了，现在更新吗？',
  loading: '正在加载',
  loadMore: '正在加载更多',
  theEnd: '没有更多了',
  failedTitle: '没能打开',
  offlineTitle: '网络断开了',
  offlineBar: '网络断开了，正在等它恢复',
  yuan: '¥',
  points: '积分',
  today: '今天',
  yesterday: '昨天',
  monthDay: (month: number, day: number) => `${month}月${day}日`,
  fullDay: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
  dayAndTime: (day: string, time: string) => `${day} ${time}`,
};
