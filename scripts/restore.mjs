import './lib/node-version.mjs';
import { runDataCommand } from './lib/data-command.mjs';
import { launch } from './lib/refusal.mjs';

/** `npm run restore -- FILE [--force]`: puts a backup into the database, which no server may be using. */
await launch((args) => runDataCommand('restore', args, { database: 'may be missing' }));
