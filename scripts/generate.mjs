import './lib/node-version.mjs';
import { build } from './lib/build-targets.mjs';
import { bringUpToDate, generatedFiles, migrationProblems, writeNextMigration } from './lib/generated.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/** The name that follows --migration, or undefined without it. */
function stepName(args) {
  const place = args.indexOf('--migration');
  if (place < 0) return undefined;
  const [name = ''] = args.splice(place, 2).slice(1);
  if (name === '') throw new Refusal('npm run generate -- --migration NAME: the step needs a name.');
  return name;
}

/**
 * `npm run generate [-- --check]`: writes docs/openapi.json, .env.example, the mini-program's tokens.css,
 * docs/rules.md and the tables of docs/ledger.md; with --check writes nothing and fails if one is not fresh. Both fail if the migrations do not make
 * the tables that the entities describe. `-- --migration NAME` writes the next step of the schema, for both databases.
 */
await launch(async ([...args]) => {
  const step = stepName(args);
  const unknown = args.find((arg) => arg !== '--check');
  if (unknown) throw new Refusal(`npm run generate knows --check and --migration NAME, not "${unknown}".`);
  await ensureInstalled();
  await build(['server']);
  if (step !== undefined) {
    await writeNextMigration(step);
    return;
  }
  const problems = [];
  for (const file of generatedFiles)
    problems.push(...(await bringUpToDate(file, { write: !args.includes('--check') })));
  problems.push(...(await migrationProblems()));
  if (problems.length > 0) throw new Refusal(problems.join('\n'));
  console.log('All generated files are fresh.');
});
