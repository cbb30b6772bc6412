export { csvLine, type CsvCell } from './csv';
export {
  newJob,
  type DailySchedule,
  type JobContext,
  type JobKind,
  type JobStep,
  type NewJob,
} from './job-kind';
export { JobRunner, type JobRunnerOptions } from './job-runner';
export { ATTEMPTS_MAX, JobStore, LEASE_MS } from './job-store';
export { jobs, JOBS_TABLES, type JobRow, type Json } from './jobs.entity';
export { JOBS_KEPT_MS, oldJobs } from './old-jobs';
