const swc = require('./config/swc.json');

const typescript = { ...swc, sourceMaps: 'inline' };
const tsx = {
  ...typescript,
  jsc: {
    ...swc.jsc,
    parser: { ...swc.jsc.parser, tsx: true },
    transform: { ...swc.jsc.transform, react: { runtime: 'automatic' } },
  },
};

/** One jest project: `folders` under test/, run with `more` on top of what all projects share. */
function project(displayName, folders, more = {}) {
  return {
    displayName,
    rootDir: __dirname,
    testEnvironment: 'node',
    testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.{ts,tsx}`),
    modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.tmp/'],
    transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.tsx$': ['@swc/jest', tsx] },
    moduleNameMapper: { '^@shared/(.*)$': '<rootDir>/shared/$1', '^@/(.*)$': '<rootDir>/miniprogram/$1' },
    ...more,
  };
}

const onDatabase = ['ledger', 'api', 'platform', 'security', 'reliability', 'simulation', 'histories'];

module.exports = {
  maxWorkers: 2,
  // a worker that has run many files holds gigabytes, and then only collects garbage
  workerIdleMemoryLimit: '1GB',
  // an upper guard only: a test that hangs ends some day, and a busy machine is nobody's fault
  testTimeout: 600_000,
  projects: [
    project('pure', ['pure', 'wechat', 'wire']),
    project('sqlite', onDatabase, {
      setupFiles: ['<rootDir>/test/support/setup-sqlite.ts'],
      // what exists on the other database alone
      testPathIgnorePatterns: ['/node_modules/', '\\.mariadb\\.test\\.ts$'],
    }),
    project('mariadb', onDatabase, { setupFiles: ['<rootDir>/test/support/setup-mariadb.ts'] }),
    project('weapp', ['weapp'], {
      globalSetup: '<rootDir>/test/support/wx/shared-server.cjs',
      globalTeardown: '<rootDir>/test/support/wx/shared-server.cjs',
    }),
    project('browser', ['browser']),
    project('shots', ['shots']),
  ],
};
