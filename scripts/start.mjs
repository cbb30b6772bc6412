import './lib/node-version.mjs';
import path from 'node:path';
import { build } from './lib/build-targets.mjs';
import { killAll } from './lib/children.mjs';
import {
  beginFirstStart,
  emptyDataFolder,
  firstStartBrokeOff,
  prepareDataFolder,
  refuseIfInUse,
} from './lib/data-folder.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { isFree } from './lib/ports.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { runCli, Services } from './lib/services.mjs';
import { whenAskedToStop } from './lib/signals.mjs';
import { readStart, sandboxMerchant, serverEnvironment } from './lib/start-settings.mjs';

/** Everything that can be found wrong before minutes of installing and building. */
async function checkPlace({ port, dataFolder, reset }) {
  refuseIfInUse(dataFolder);
  if (!(await isFree(port))) {
    throw new Refusal(
      `Port ${port} is taken; stop what uses it, or choose another: PORT=${port + 100} npm start`,
    );
  }
  if (reset || firstStartBrokeOff(dataFolder)) emptyDataFolder(dataFolder);
  prepareDataFolder(dataFolder);
}

async function migrate(env) {
  const { code, output } = await runCli(['migrate'], { env, quiet: true });
  if (code !== 0) throw new Refusal(`The database could not be brought up to date:\n${output.trim()}`);
}

/** Fills an empty database with the demo shop; leaves one alone that has anything in it. */
async function seed(env) {
  const { code } = await runCli(['seed', '--if-empty'], { env });
  if (code !== 0) throw new Refusal('The demo shop could not be set up, see above.');
}

function printTable(url, env, logFolder) {
  const rows = [
    ['Launch pad', `${url}/`],
    ['Member preview', `${url}/app/`],
    ['Staff preview', `${url}/app/?as=staff#/packages/staff/workbench/index`],
    ['API docs', `${url}/api/docs`],
    ['WeChat sandbox', env.LIUKE_SANDBOX_URL ?? '(none in production)'],
    ['Logs', logFolder ?? '(here)'],
  ];
  const width = Math.max(...rows.map(([title]) => title.length)) + 3;
  console.log('\nLiuke is running; Ctrl-C stops it.\n');
  for (const [title, value] of rows) console.log(`  ${title.padEnd(width)}${value}`);
  console.log('');
}

/** Starts the sandbox, migrates and seeds (both write, so no server may run on the folder yet), starts the server. */
async function bringUp(start, services) {
  const { env, url, sandboxPort } = await serverEnvironment(start);
  const isProduction = start.nodeEnv === 'production';
  const logFolder = isProduction ? undefined : path.join(start.dataFolder, 'logs');
  if (sandboxPort) {
    // Against the sandbox the server uses the sandbox's own app, whatever account this shell is set up for.
    const { WECHAT_APPID: _appid, WECHAT_SECRET: _secret, ...rest } = env;
    const sandboxEnv = {
      ...rest,
      LIUKE_SANDBOX_PORT: String(sandboxPort),
      LIUKE_SANDBOX_PUSH_URL: `http://127.0.0.1:${start.port}/api/v1/wechat/events`,
    };
    await services.start('sandbox', {
      env: sandboxEnv,
      logFolder,
      readyUrl: `${env.LIUKE_SANDBOX_URL}/healthz`,
    });
    Object.assign(env, await sandboxMerchant(env.LIUKE_SANDBOX_URL, start.port));
  }
  const whole = env.DATABASE_URL ? () => undefined : beginFirstStart(start.dataFolder);
  await migrate(env);
  if (!isProduction) await seed(env);
  whole();
  await services.start('server', { env, logFolder, readyUrl: `http://127.0.0.1:${start.port}/readyz` });
  if (!services.stopping) printTable(url, env, logFolder);
}

/** Resolves when a person or the system asks to stop; asked again later, everything is ended at once. */
function stopAsked() {
  return new Promise((resolve) => {
    whenAskedToStop(() => {
      const from = performance.now();
      whenAskedToStop(() => {
        // One Ctrl-C can come twice: from the terminal, and passed on by npm.
        if (performance.now() - from < 1000) return;
        killAll();
        process.exit(1);
      });
      resolve();
    });
  });
}

/** Runs until it is asked to stop (resolves) or a service ends by itself (refuses). */
async function runUntilStopped(start) {
  const services = new Services();
  const asked = stopAsked();
  const up = bringUp(start, services);
  // Asked to stop half-way up, what bringUp still has to say does not matter any more.
  up.catch(() => undefined);
  try {
    await Promise.race([asked, up.then(() => Promise.race([asked, services.firstToEnd()]))]);
    console.log('Stopping …');
  } finally {
    await services.stop();
    // A migration or a seed that was under way.
    killAll();
    await up.catch(() => undefined);
  }
}

/** `npm start [-- --reset]`: installs and builds what is missing, then runs Liuke with its sandbox until Ctrl-C. */
await launch(async (args) => {
  const start = readStart(args);
  await checkPlace(start);
  await ensureInstalled();
  await build(['server', 'h5']);
  await runUntilStopped(start);
});
