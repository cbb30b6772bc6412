import type { Table } from './platform/database';
import { LEDGER_TABLES } from './ledger';

/** Every table of the house. */
export const TABLES = [...LEDGER_TABLES] as unknown as readonly Table[];

export const ENTITIES = TABLES.map((table) => table.entity);
