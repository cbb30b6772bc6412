/** A second server process that stops right before its commit, with all its locks, until it is told to go on. */
require('reflect-metadata');
require('../support/typescript.cjs');
const { Database } = require('../../server/platform/database/index.ts');
const { MIGRATIONS } = require('../../server/migrations/index.ts');
const { ENTITIES } = require('../../server/tables.ts');
const { actor, claim, createLedger } = require('../ledger/toy.ts');

process.once('message', async ({ url, dataDir, template, members, key }) => {
  const going = new Promise((go) => process.once('message', go));
  let isHeld = false;
  const faults = async ({ phase, sql }) => {
    if (isHeld || phase !== 'before' || sql !== 'COMMIT') return;
    isHeld = true;
    process.send('held');
    await going;
  };
  const database = await Database.open({
    url,
    data_dir: dataDir,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    faults,
  });
  const ledger = createLedger(database);
  const results = await Promise.allSettled(
    members.map((member) =>
      ledger.run(claim, { template, member, limit: 1 }, { key: `${key}:${member}`, actor }),
    ),
  );
  process.send(
    results.map(({ value, reason }) =>
      value ? (value.ok ? 'ok' : value.refusal.code) : reason.constructor.name,
    ),
  );
});
