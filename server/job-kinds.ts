import type { Core } from './core';
import { oldJobs, type JobKind } from './platform/jobs';
import { expiryJobs } from './points';

/** Minutes after midnight, in the program's zone: when the shops sleep. */
const NIGHT = 150;

/** Every kind of long and timed work. A feature adds what its door exports. */
export function jobKinds({
  database,
  ledger,
  config,
}: Pick<Core, 'database' | 'ledger' | 'config'>): JobKind[] {
  const { timezone } = config.program;
  return [
    ...expiryJobs({ database, ledger, policy: config.program }),
    oldJobs(database, { timezone, minute: NIGHT }),
  ];
}
