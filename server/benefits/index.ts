export { benefitsAuditChecks } from './benefits.audit';
export { BENEFITS_TABLES } from './benefits.entity';
export { benefitHandlers } from './benefits.handlers';
export { benefitJobs } from './benefits.jobs';
