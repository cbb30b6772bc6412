import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { track } from './children.mjs';
import { inRoot, root } from './paths.mjs';

/**
 * Runs a program to its end. With `quiet` its output is kept instead of shown.
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr as they
 * came, both empty unless quiet; a program that a signal ended has code 1, one that is not there 127.
 */
export function run(command, args, { env = process.env, cwd = root, quiet = false } = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const out = quiet ? 'pipe' : 'inherit';
    const child = track(spawn(command, args, { cwd, env, stdio: ['ignore', out, out] }));
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => resolve({ code: 127, stdout, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}

/** Runs a JavaScript file with this Node. */
export function runNode(file, args, options) {
  return run(process.execPath, [file, ...args], options);
}

/** Runs the tool of an installed package: `file` is its entry inside node_modules. */
export function runTool(file, args, options) {
  return runNode(inRoot('node_modules', file), args, options);
}

/** Runs `npm` with arguments that we wrote ourselves. */
export function runNpm(args, options) {
  // Under `npm start` this is the npm that was called; by itself, whatever npm the PATH has.
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? runNode(npm, args, options) : run('npm', args, options);
}

/** The full path of the first of `names` that is an executable on the PATH or in the sbin folders, or undefined. */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
    if (found) return found;
  }
  return undefined;
}
