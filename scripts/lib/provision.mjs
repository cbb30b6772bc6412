import { existsSync } from 'node:fs';
import { findProgram, run } from './run.mjs';

/** The programs that the tests want beside Node: how to see that one is there, and Debian's packages of it. */
const programs = {
  mariadb: {
    title: 'MariaDB',
    packages: ['mariadb-server'],
    isThere: () => Boolean(findProgram('mariadbd') && findProgram('mariadb-install-db')),
    without: 'the tests on MariaDB',
  },
  redis: {
    title: 'Redis',
    packages: ['redis-server'],
    isThere: () => Boolean(findProgram('redis-server')),
    without: 'the comparison with a gate in Redis',
  },
  chromium: {
    title: 'Chromium',
    packages: ['chromium'],
    isThere: () => Boolean(chromiumPath()),
    without: 'the tests in a browser',
  },
  fonts: {
    title: 'a Chinese font',
    packages: ['fonts-noto-cjk'],
    isThere: hasChineseFont,
    without: 'the tests in a browser',
  },
};

/** The browser that the tests drive, or undefined. */
export function chromiumPath() {
  return findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
}

async function hasChineseFont() {
  const lister = findProgram('fc-list');
  if (!lister) return process.platform !== 'linux';
  const { stdout } = await run(lister, [':lang=zh', 'family'], { quiet: true });
  return stdout.trim() !== '';
}

/** Whether this command may install Debian packages here. */
function mayInstall() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0 && Boolean(findProgram('apt-get'));
}

async function aptInstall(packages) {
  // RUNLEVEL=1 keeps Debian from starting a system-wide MariaDB: the tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, quiet: true });
  const first = await install();
  if (first.code === 0) return first;
  // The package lists of a fresh image are empty or old.
  await run('apt-get', ['update'], { env, quiet: true });
  return install();
}

/** Installs one program if it is missing and that is allowed; answers undefined, or why it is not there. */
async function provide(program) {
  if (await program.isThere()) return undefined;
  const hint = `apt-get install ${program.packages.join(' ')}`;
  if (!mayInstall()) return `${program.without}: ${program.title} is missing (${hint}, as root on Debian)`;
  console.log(`Installing ${program.title} (${hint}) …`);
  const { code, output } = await aptInstall(program.packages);
  if (code === 0 && (await program.isThere())) return undefined;
  return `${program.without}: ${hint} failed (${output.trim().split('\n').at(-1)})`;
}

/** Installs what is missing of `names`; answers one line for each thing that cannot be had. */
export async function provision(names) {
  const missing = [];
  // One after the other: apt holds a lock.
  for (const name of names) {
    const why = await provide(programs[name]);
    if (why) missing.push(why);
  }
  return missing;
}
