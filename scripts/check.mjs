import './lib/node-version.mjs';
import { readFileSync } from 'node:fs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { run, runNode, runTool } from './lib/run.mjs';

const lines_max = 300;
const rooms = ['shared', 'server', 'sandbox', 'miniprogram', 'test'];

/** Source files that are tracked, or new and not ignored. */
async function sourceFiles() {
  const { code, stdout, output } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    quiet: true,
  });
  if (code !== 0) throw new Refusal(`The list of files comes from git, which says: ${output.trim()}`);
  return stdout.split('\0').filter((file) => /\.(ts|tsx|js|mjs|cjs|css)$/.test(file));
}

function lineCount(file) {
  try {
    return readFileSync(inRoot(file), 'utf8').trimEnd().split('\n').length;
  } catch (error) {
    // Still tracked, but removed from the working tree.
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

async function fileLength() {
  const long = (await sourceFiles())
    .map((file) => [file, lineCount(file)])
    .filter(([, count]) => count > lines_max);
  const output = long.map(([file, count]) => `${file}: ${count} lines, at most ${lines_max}`).join('\n');
  return { code: long.length > 0 ? 1 : 0, output };
}

function tsc(project) {
  return runTool('typescript/bin/tsc', ['--project', project, '--pretty', 'false'], { quiet: true });
}

function depcruise() {
  const folders = [...rooms, 'config', 'scripts'];
  return runTool(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.cjs', ...folders],
    {
      quiet: true,
    },
  );
}

const steps = [
  [
    'format',
    () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'], { quiet: true }),
  ],
  ['lint', () => runTool('eslint/bin/eslint.js', ['--max-warnings', '0', '.'], { quiet: true })],
  ['types of config', () => tsc('tsconfig.json')],
  ...rooms.map((room) => [`types of ${room}`, () => tsc(room)]),
  ['imports', depcruise],
  ['file length', fileLength],
  ['generated files', () => runNode(inRoot('scripts/generate.mjs'), ['--check'], { quiet: true })],
];

/** `npm run check`: everything that can be known without running the tests. Runs all steps, then names what failed. */
await launch(async () => {
  await ensureInstalled();
  const failed = [];
  for (const [name, step] of steps) {
    const from = performance.now();
    const { code, output } = await step();
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output.trimEnd());
  }
  if (failed.length > 0) throw new Refusal(`\nFailed: ${failed.join(', ')}`);
  console.log('\nAll checks passed.');
});
