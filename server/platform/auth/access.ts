import type { ConsoleRole, Permission } from '../../../shared/contract';

/** Permissions that depend on a console role. */
export type ConsolePermission = Exclude<Permission, 'public' | 'person' | 'member' | 'staff.counter'>;

const ALL: readonly ConsoleRole[] = ['admin', 'operator', 'analyst', 'auditor'];
const OPERATORS: readonly ConsoleRole[] = ['admin', 'operator'];
const ADMINS: readonly ConsoleRole[] = ['admin'];

/** Which console roles have which permission. A new permission does not compile until it stands here. */
export const ACCESS: Readonly<Record<ConsolePermission, readonly ConsoleRole[]>> = {
  'merchants.read': ALL,
  'merchants.write': OPERATORS,
  'stores.read': ALL,
  'stores.write': OPERATORS,
  'staff.read': ALL,
  'staff.write': OPERATORS,
  'channels.read': ALL,
  'channels.write': OPERATORS,
  'templates.read': ALL,
  'templates.write': OPERATORS,
  'sales.read': ALL,
  'sales.write': OPERATORS,
  'orders.read': ALL,
  'orders.refund': OPERATORS,
  'referrals.read': ALL,
  'referrals.write': OPERATORS,
  'referrals.review': OPERATORS,
  'members.read': ALL,
  'points.read': ALL,
  'points.adjust': OPERATORS,
  'points.approve': OPERATORS,
  'rules.read': ALL,
  'rules.write': OPERATORS,
  'jobs.read': ALL,
  'jobs.write': OPERATORS,
  'accounts.write': ADMINS,
  'session.own': ALL,
};

/** Whether a permission is decided by the console role. */
export function isConsolePermission(permission: Permission): permission is ConsolePermission {
  return permission in ACCESS;
}

/** Whether an account of `role` may do what needs `permission`. */
export function roleMay(role: ConsoleRole, permission: ConsolePermission): boolean {
  return ACCESS[permission].includes(role);
}
