import './lib/node-version.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/** `npm run import`: the name is fixed, the work is not there yet. */
await launch(async () => {
  throw new Refusal(
    'npm run import: importing members and purchases comes in a later stage; nothing was done.',
  );
});
