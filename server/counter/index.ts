export { codeStepsJob } from './code-steps.job';
export { counterAuditChecks } from './counter.audit';
export {
  COUNTER_TABLES,
  redemptions,
  redemptionUndos,
  scans,
  type RedemptionRow,
  type RedemptionUndoRow,
  type ScanRow,
} from './counter.entity';
export { CounterModule } from './counter.module';
