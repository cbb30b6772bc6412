/** A second server process: claims what it is told on the database it is given, and answers how each went. */
require('reflect-metadata');
require('../support/typescript.cjs');
const { Database } = require('../../server/platform/database/index.ts');
const { MIGRATIONS } = require('../../server/migrations/index.ts');
const { ENTITIES } = require('../../server/tables.ts');
const { actor, claim, createLedger } = require('./toy.ts');

process.once('message', async ({ url, dataDir }) => {
  const database = await Database.open({
    url,
    data_dir: dataDir,
    entities: ENTITIES,
    migrations: MIGRATIONS,
  });
  const ledger = createLedger(database);
  process.on('message', async ({ from, count, template, key }) => {
    const results = await Promise.all(
      Array.from({ length: count }, (_, n) =>
        ledger.run(claim, { template, member: from + n, limit: 1 }, { key: `${key}:${from + n}`, actor }),
      ),
    );
    process.send(results.map((result) => (result.ok ? 'ok' : result.refusal.code)));
  });
  process.send('ready');
});
