export { codeStepsJob } from './code-steps.job';
export { counterAuditChecks } from './counter.audit';
export { COUNTER_TABLES, redemptions, scans } from './counter.entity';
export { CounterModule } from './counter.module';
