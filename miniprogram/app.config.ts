export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/coupons/index',
    'pages/code/index',
    'pages/me/index',
    'pages/landing/index',
  ],
  subPackages: [
    {
      root: 'packages/member',
      pages: [
        'my-coupons/index',
        'coupon/index',
        'points/index',
        'tier/index',
        'stores/index',
        'store/index',
        'profile/index',
        'preferences/index',
        'receipt/index',
        'terms/index',
      ],
    },
    {
      root: 'packages/staff',
      pages: [
        'bind/index',
        'workbench/index',
        'scan/index',
        'record/index',
        'purchases/index',
        'refund/index',
        'result/index',
      ],
    },
    ...(WITH_GALLERY ? [{ root: 'packages/dev', pages: ['gallery/index'] }] : []),
  ],
  // Drawn by components/tab-bar inside the pages, alike in WeChat and in the browser.
  tabBar: {
    custom: true,
    color: '#666b70',
    selectedColor: '#bf3e19',
    backgroundColor: '#ffffff',
    list: [
      { pagePath: 'pages/home/index', text: '首页' },
      { pagePath: 'pages/coupons/index', text: '领券' },
      { pagePath: 'pages/code/index', text: '会员码' },
      { pagePath: 'pages/me/index', text: '我的' },
    ],
  },
  window: {
    navigationBarTitleText: '留客',
    navigationBarBackgroundColor: '#f6f5f2',
    navigationBarTextStyle: 'black',
    backgroundColor: '#f6f5f2',
    backgroundTextStyle: 'dark',
  },
  requiredPrivateInfos: ['getFuzzyLocation'],
  permission: { 'scope.userFuzzyLocation': { desc: '用来把离你近的门店排在前面' } },
  lazyCodeLoading: 'requiredComponents',
});
