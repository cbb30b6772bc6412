export default definePageConfig({
  navigationBarTitleText: '秒杀',
  enableShareAppMessage: true,
  enableShareTimeline: true,
});
