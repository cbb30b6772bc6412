import './lib/node-version.mjs';
import { runDataCommand } from './lib/data-command.mjs';
import { launch } from './lib/refusal.mjs';

/** `npm run audit [-- --json]`: recomputes the ledger; ends with 0 only if nothing differs. */
await launch((args) => runDataCommand('audit', args, { database: 'must be there' }));
