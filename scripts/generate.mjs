import './lib/node-version.mjs';
import { build } from './lib/build-targets.mjs';
import { bringUpToDate, generatedFiles, migrationProblems, writeInitialMigration } from './lib/generated.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/**
 * `npm run generate [-- --check]`: writes docs/openapi.json, .env.example, docs/rules.md and the tables of
 * docs/ledger.md; with --check writes nothing and fails if one is not fresh. Both fail if the migrations do not make
 * the tables that the entities describe. `-- --migration` writes the first migration anew, on both databases.
 */
await launch(async (args) => {
  const unknown = args.find((arg) => !['--check', '--migration'].includes(arg));
  if (unknown) throw new Refusal(`npm run generate knows --check and --migration, not "${unknown}".`);
  await ensureInstalled();
  await build(['server']);
  if (args.includes('--migration')) {
    await writeInitialMigration();
    await build(['server']);
  }
  const problems = [];
  for (const file of generatedFiles)
    problems.push(...(await bringUpToDate(file, { write: !args.includes('--check') })));
  problems.push(...(await migrationProblems()));
  if (problems.length > 0) throw new Refusal(problems.join('\n'));
  console.log('All generated files are fresh.');
});
