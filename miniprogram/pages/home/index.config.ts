export default definePageConfig({
  navigationBarTitleText: '留客',
  enableShareAppMessage: true,
  enableShareTimeline: true,
});
