export { joinsAuditChecks } from './joins.audit';
export { JoinsModule } from './joins.module';
