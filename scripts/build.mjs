import './lib/node-version.mjs';
import { build, releasedTargets, targets } from './lib/build-targets.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/** `npm run build [server|h5|weapp|gallery-h5|gallery-weapp|all]`: builds what is named (all but galleries by default), whether it is stale or not. */
await launch(async (args) => {
  const names = args.length === 0 || args.includes('all') ? releasedTargets : args;
  const unknown = names.find((name) => !(name in targets));
  if (unknown)
    throw new Refusal(
      `There is no "${unknown}" to build; choose from ${Object.keys(targets).join(', ')}, all.`,
    );
  await ensureInstalled();
  await build(names, { always: true });
});
