import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { killAll } from './children.mjs';
import { whenAskedToStop } from './signals.mjs';

/** Runs `work` with a folder and a list of things to end; ends and removes them whatever happens, Ctrl-C included. */
export async function withCleanUp(work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'liuke-test-'));
  const running = [];
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  whenAskedToStop(() => {
    killAll();
    remove();
    process.exit(130);
  });
  try {
    return await work(folder, running);
  } finally {
    for (const one of running) await one.stop();
    remove();
  }
}
