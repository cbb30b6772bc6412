import './lib/node-version.mjs';
import { runDataCommand } from './lib/data-command.mjs';
import { launch } from './lib/refusal.mjs';

/** `npm run backup [-- FILE]`: everything the database holds, in one file, beside a running server. */
await launch((args) => runDataCommand('backup', args, { database: 'must be there' }));
