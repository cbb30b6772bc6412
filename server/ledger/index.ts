export { seenAfter } from './after';
export * from './audit';
export * from './bulk';
export * from './chart';
export * from './command';
export * from './edge';
export * from './errors';
export { hashOf } from './hash';
export * from './holds';
export { Latecomers } from './latecomers';
export * from './ledger';
export {
  ACTOR_KINDS,
  deliveries,
  LEDGER_TABLES,
  outbox,
  type AccountRow,
  type HoldRow,
  type OutboxRow,
} from './ledger.entity';
export * from './owners';
export * from './purges';
export * from './recipes';
export * from './relay';
export { LedgerBug } from './working-set';
export { stateChecks } from './state-checks';
export { stockTransfers } from './stock';
export { versionOf } from './versions';
