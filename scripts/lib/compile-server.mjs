import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesUnder } from './files.mjs';
import { inRoot, shown } from './paths.mjs';
import { Refusal } from './refusal.mjs';

const rooms = ['server', 'shared', 'sandbox'];

/** Compiles one TypeScript file; `out` is where its JavaScript goes, the source map lands beside it. */
async function compileFile(swc, options, file, out) {
  const { code, map } = await swc.transformFile(file, {
    ...options,
    swcrc: false,
    configFile: false,
    sourceFileName: path.relative(path.dirname(out.final), file),
  });
  writeFileSync(out.temporary, `${code}\n//# sourceMappingURL=${path.basename(out.final)}.map\n`);
  writeFileSync(`${out.temporary}.map`, map ?? '');
}

/**
 * Compiles server/, shared/ and sandbox/ to dist/node/ with the same swc settings that the tests run under, and
 * copies what is not TypeScript. The new tree replaces the old one only when it is whole.
 */
export async function compileServer() {
  const { default: swc } = await import('@swc/core');
  const options = JSON.parse(readFileSync(inRoot('config', 'swc.json'), 'utf8'));
  const final = inRoot('dist', 'node');
  const temporary = inRoot('dist', `.node-${process.pid}`);
  rmSync(temporary, { recursive: true, force: true });
  try {
    for (const file of rooms.flatMap((room) => filesUnder(inRoot(room)))) {
      if (file.endsWith('.d.ts') || path.basename(file) === 'tsconfig.json') continue;
      const name = shown(file).replace(/\.ts$/, '.js');
      const out = { temporary: path.join(temporary, name), final: path.join(final, name) };
      mkdirSync(path.dirname(out.temporary), { recursive: true });
      if (file.endsWith('.ts')) await compileFile(swc, options, file, out);
      else copyFileSync(file, out.temporary);
    }
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // swc adds the stack of its own Rust code, which tells a reader nothing.
    throw new Refusal(`The server does not compile:\n${error.message.split('\n\nCaused by:')[0]}`);
  }
  rmSync(final, { recursive: true, force: true });
  renameSync(temporary, final);
}
