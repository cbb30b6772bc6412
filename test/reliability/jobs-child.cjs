/** A process that works the expiry jobs and is killed, as by kill -9, before or after its n-th statement that writes. */
require('reflect-metadata');
require('../support/typescript.cjs');
const { TestClock } = require('../../server/platform/clock/index.ts');
const { Database } = require('../../server/platform/database/index.ts');
const { MIGRATIONS } = require('../../server/migrations/index.ts');
const { ENTITIES } = require('../../server/tables.ts');
const { Program } = require('../api/expiry.support.ts');

process.once('message', async ({ url, dataDir, now, policy, kill }) => {
  let left = kill.statement;
  const faults = ({ phase, sql }) => {
    if (phase !== kill.phase || sql.startsWith('SELECT')) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const database = await Database.open({
    url,
    data_dir: dataDir,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    faults,
  });
  const worker = new Program(database, new TestClock(now), policy).worker();
  while ((await worker.tick()) > 0);
  process.send('done');
});
