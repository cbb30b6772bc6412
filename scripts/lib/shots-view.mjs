import { build } from './build-targets.mjs';
import { Process } from './processes.mjs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { whenAskedToStop } from './signals.mjs';

/** Whether a development server of ours answers there. */
async function isOurs(server) {
  try {
    return (await fetch(`${server}/preview/session?as=member`)).ok;
  } catch {
    return false;
  }
}

/**
 * Runs the viewer until Ctrl-C: a customer's and an assistant's phone, on the demo of `npm start`, which must be
 * running (PORT says where).
 */
export async function view() {
  const server = `http://localhost:${process.env.PORT || '3000'}`;
  if (!(await isOurs(server))) {
    throw new Refusal(
      `Nothing of ours answers at ${server}; run npm start first (and name its PORT here too).`,
    );
  }
  await build(['weapp']);
  const viewer = new Process(process.execPath, [inRoot('test/support/wx/viewer/main.cjs'), server], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log('The compiled mini-program, to look at and to click; Ctrl-C ends it:');
  whenAskedToStop(() => void viewer.stop());
  await viewer.exited;
  return 0;
}
