import type { UserConfigExport } from '@tarojs/cli';

/** What differs in a release build: nothing is told on the console but errors. */
export const production: UserConfigExport = {
  logger: { quiet: true, stats: false },
};
