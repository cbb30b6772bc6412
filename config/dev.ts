import type { UserConfigExport } from '@tarojs/cli';

/** What differs while developing (`taro build --watch`): readable output. */
export const development: UserConfigExport = {
  logger: { quiet: false, stats: true },
};
