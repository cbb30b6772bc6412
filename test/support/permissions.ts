import {
  routeOf,
  type ConsoleRole,
  type ErrorCode,
  type Permission,
  type RouteKey,
} from '../../shared/contract';

/** What somebody is to the server, whatever their token is. */
export interface Standing {
  readonly person?: boolean;
  readonly member?: boolean;
  readonly staff?: boolean;
  readonly role?: ConsoleRole;
}

const ALL: readonly ConsoleRole[] = ['admin', 'operator', 'analyst', 'auditor'];
const OPERATORS: readonly ConsoleRole[] = ['admin', 'operator'];
/** O1, written down a second time: who may do what in the console. */
const ROLES: Readonly<Partial<Record<Permission, readonly ConsoleRole[]>>> = {
  'merchants.read': ALL,
  'stores.read': ALL,
  'staff.read': ALL,
  'channels.read': ALL,
  'templates.read': ALL,
  'sales.read': ALL,
  'orders.read': ALL,
  'referrals.read': ALL,
  'members.read': ALL,
  'points.read': ALL,
  'rules.read': ALL,
  'jobs.read': ALL,
  'session.own': ALL,
  'merchants.write': OPERATORS,
  'stores.write': OPERATORS,
  'staff.write': OPERATORS,
  'channels.write': OPERATORS,
  'templates.write': OPERATORS,
  'sales.write': OPERATORS,
  'orders.refund': OPERATORS,
  'referrals.write': OPERATORS,
  'referrals.review': OPERATORS,
  'points.adjust': OPERATORS,
  'points.approve': OPERATORS,
  'rules.write': OPERATORS,
  'jobs.write': OPERATORS,
  'accounts.write': ['admin'],
};

/** The refusal that the contract's permission has for somebody, or null for one who may. */
export function refusalFor(route: RouteKey, { person, member, staff, role }: Standing): ErrorCode | null {
  const { audience, permission } = routeOf(route);
  if (audience === 'public') return null;
  if (audience === 'console') {
    if (role === undefined) return 'unauthenticated';
    return ROLES[permission]?.includes(role) ? null : 'forbidden';
  }
  if (!person) return 'unauthenticated';
  if (audience === 'member') return member ? null : 'not_a_member';
  if (audience === 'staff') return staff ? null : 'not_staff';
  return null;
}
