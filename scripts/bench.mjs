import './lib/node-version.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/** `npm run bench`: the name is fixed, the work is not there yet. */
await launch(async () => {
  throw new Refusal('npm run bench: measured figures come in a later stage; nothing was done.');
});
