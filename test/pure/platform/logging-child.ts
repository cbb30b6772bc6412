import { createLogger } from '../../../server/platform/logging';

/** Writes the lines 0 to 999, more than are written together, through two logs, and ends as it is told. */
const logs = [createLogger({ log_level: 'info' }), createLogger({ log_level: 'info' })] as const;
for (let n = 0; n < 1_000; n += 1) logs[n % 2 === 0 ? 0 : 1].info({ n }, '一行');
const end = process.argv[2];
if (end === 'exit') process.exit(0);
if (end === 'throw') throw new Error('broken');
