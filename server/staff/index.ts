import { consoleAccounts, consoleSessions, signInFailures, staff } from './staff.entity';

export { accountNames } from './account-names';
export { ConsoleSessions } from './console-sessions';
export { SetupToken } from './setup-token';
export { staff, type StaffRow } from './staff.entity';
export { StaffModule } from './staff.module';
export { StaffDirectory } from './staff.queries';

export const STAFF_TABLES = [staff, consoleAccounts, consoleSessions, signInFailures] as const;
