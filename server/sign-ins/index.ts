export { signInsAuditChecks } from './sign-ins.audit';
export { SIGN_INS_TABLES } from './sign-ins.entity';
export { SignInsModule } from './sign-ins.module';
