import { killAll } from './children.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Until a launcher says otherwise, being asked to stop ends the children and then this process. */
let handler = () => {
  killAll();
  process.exit(130);
};

for (const signal of signals) process.on(signal, () => handler());

/** Says what is to happen from now on when a person (Ctrl-C) or the system asks to stop. */
export function whenAskedToStop(newHandler) {
  handler = newHandler;
}
