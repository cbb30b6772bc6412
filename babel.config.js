// Read by the Taro build only; jest and the server build use swc.
module.exports = {
  presets: [
    [
      'taro',
      {
        framework: 'react',
        ts: true,
        compiler: 'webpack5',
        useBuiltIns: process.env.TARO_ENV === 'h5' ? 'usage' : false,
        targets: { ios: '13', chrome: '80' },
      },
    ],
  ],
};
