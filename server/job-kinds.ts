import type { Core } from './core';
import { oldJobs, type JobKind } from './platform/jobs';

/** Minutes after midnight, in the program's zone: when the shops sleep. */
const NIGHT = 150;

/** Every kind of long and timed work. A feature adds what its door exports. */
export function jobKinds({ database, config }: Pick<Core, 'database' | 'config'>): JobKind[] {
  const { timezone } = config.program;
  return [oldJobs(database, { timezone, minute: NIGHT })];
}
