import { existsSync } from 'node:fs';
import { compileServer } from './compile-server.mjs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runTool } from './run.mjs';
import { isFresh, stamped } from './stamps.mjs';

const taroSources = [
  'miniprogram',
  'shared',
  'config',
  'babel.config.js',
  'package-lock.json',
  'scripts/lib/build-targets.mjs',
];

/** Builds one Taro platform into dist/<type>. Its chatter is shown only if it fails. */
async function buildTaro(type, result, settings) {
  const env = { ...process.env, ...settings, NODE_ENV: 'production' };
  const { code, output } = await runTool('@tarojs/cli/bin/taro', ['build', '--type', type], {
    env,
    quiet: true,
  });
  // Taro can end with 0 although webpack found errors: what it says and what it left decide.
  if (code !== 0 || /\bERROR in\b|Module not found|✖/.test(output) || !existsSync(inRoot(result))) {
    throw new Refusal(`The ${type} build of the mini-program failed:\n${output.trim().slice(-4000)}`);
  }
}

/** @param server where the API lives unless API_BASE_URL says otherwise; '' is the host that served the page */
function taroTarget(type, result, server, gallery = false) {
  const settings = {
    API_BASE_URL: process.env.API_BASE_URL || server,
    LIUKE_GALLERY: gallery ? '1' : '',
  };
  return {
    name: gallery ? `gallery-${type}` : type,
    title: gallery ? `the gallery of components (${type})` : `the mini-program (${type})`,
    sources: taroSources,
    slow: true,
    settings,
    result,
    build: () => buildTaro(type, result, settings),
  };
}

/** Everything that can be built, by the name that `npm run build` takes. */
export const targets = {
  server: {
    name: 'server',
    title: 'the server and the sandbox',
    sources: [
      'server',
      'shared',
      'sandbox',
      'config/swc.json',
      'package-lock.json',
      'scripts/lib/compile-server.mjs',
    ],
    result: 'dist/node/server/main.js',
    build: compileServer,
  },
  h5: taroTarget('h5', 'dist/h5/index.html', ''),
  // A phone has no host that served the page: without a setting, the server that `npm start` runs here.
  weapp: taroTarget('weapp', 'dist/weapp/app.json', 'http://localhost:3000'),
  'gallery-h5': taroTarget('h5', 'dist/gallery-h5/index.html', '', true),
  'gallery-weapp': taroTarget('weapp', 'dist/gallery-weapp/app.json', 'http://localhost:3000', true),
};

/**
 * Everything built for release. The galleries hold every component in all its states besides, for those who build
 * them (packages/dev/gallery): built only by name, into folders of their own.
 */
export const releasedTargets = Object.keys(targets).filter((name) => !name.startsWith('gallery-'));

/** Whether a build of the target is there, fresh or not. */
export function isBuilt(name) {
  return existsSync(inRoot(targets[name].result));
}

/** Builds the named targets that are missing or older than their sources, all of them with `always`. */
export async function build(names, { always = false } = {}) {
  for (const target of names.map((name) => targets[name])) {
    if (!always && isFresh(target)) continue;
    const from = performance.now();
    if (target.slow) console.log(`Building ${target.title}, under a minute …`);
    await stamped(target, target.build);
    console.log(`Built ${target.title} in ${((performance.now() - from) / 1000).toFixed(1)} s`);
  }
}
