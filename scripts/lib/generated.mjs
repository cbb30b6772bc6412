import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPrivateMariadb } from './mariadb.mjs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { scanRules } from './rule-scan.mjs';
import { runTool } from './run.mjs';
import { runCli } from './services.mjs';

/** What must not shine through from the shell into a committed file. */
function plainEnvironment() {
  const own = /^(LIUKE_|WECHAT_|WECHATPAY_|PORT$|DATABASE_URL$|REDIS_URL$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** What the server's command line prints for `args`, in an empty data folder of its own. */
async function fromCli(...args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'liuke-generate-'));
  try {
    const env = { ...plainEnvironment(), LIUKE_DATA_DIR: folder };
    const { code, stdout, output } = await runCli(args, { env, quiet: true });
    return { code, stdout, output: output.trim() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function printedBy(...args) {
  const { code, stdout, output } = await fromCli(...args);
  if (code !== 0) throw new Refusal(`The command "${args.join(' ')}" of the server failed:\n${output}`);
  return `${stdout.trimEnd()}\n`;
}

function current(file) {
  try {
    return readFileSync(inRoot(file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

const begin = '<!-- generated: from here on npm run generate writes -->';
const end = '<!-- generated: until here -->';

/** `file` with what stands between its two marks replaced by `text`. */
function between(file, text) {
  const [before, rest] = current(file).split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined)
    throw new Refusal(`${file} lacks the two marks that generated tables go between:\n${begin}\n${end}`);
  return `${before}${begin}\n\n${text.trim()}\n\n${end}${after}`;
}

/** Each committed file that a program writes: its path, how its whole text is made, and what may be wrong with it. */
export const generatedFiles = [
  { file: 'docs/openapi.json', make: () => printedBy('openapi') },
  { file: '.env.example', make: () => printedBy('env-example') },
  { file: 'miniprogram/styles/tokens.css', make: () => printedBy('design-tokens') },
  { file: 'docs/ledger.md', make: async () => between('docs/ledger.md', await printedBy('ledger-tables')) },
  { file: 'docs/rules.md', make: async () => scanRules().markdown, problems: () => scanRules().problems },
];

/** Writes the file if it is not fresh, or only says so; answers what is wrong, one line each. */
export async function bringUpToDate({ file, make, problems = () => [] }, { write }) {
  let text;
  try {
    text = await make();
  } catch (error) {
    if (error instanceof Refusal) return [error.message];
    throw error;
  }
  if (text === current(file)) return problems();
  if (!write) return [`${file} is not fresh; run npm run generate and commit it.`, ...problems()];
  mkdirSync(path.dirname(inRoot(file)), { recursive: true });
  writeFileSync(inRoot(file), text);
  console.log(`Wrote ${file}`);
  return problems();
}

/** What the migrations lack of the tables that the entities describe, on the embedded database. */
export async function migrationProblems() {
  const { code, output } = await fromCli('migration', '--check');
  return code === 0 ? [] : [`The migrations do not make the tables that the entities describe:\n${output}`];
}

/** Writes the next step of the schema; it needs a MariaDB to ask how that one would make the tables. */
export async function writeNextMigration(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'liuke-generate-'));
  const mariadb = await startPrivateMariadb(folder, { database: 'liuke', survives: 'kill' });
  try {
    const env = { ...plainEnvironment(), LIUKE_DATA_DIR: folder, DATABASE_URL: `${mariadb.url}/liuke` };
    const { code, output } = await runCli(['migration', name], { env, quiet: true });
    if (code !== 0) throw new Refusal(output.trim());
    await runTool('prettier/bin/prettier.cjs', ['--write', '--log-level', 'warn', 'server/migrations']);
    console.log(output.trim());
  } finally {
    await mariadb.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
