import type { MigrationClass } from '../platform/database';
import { Initial1764000000000 } from './0001-initial';

/** Every step, oldest first. */
export const MIGRATIONS: readonly MigrationClass[] = [Initial1764000000000];
