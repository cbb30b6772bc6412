import type { z } from 'zod';
import type { ErrorCode } from './errors';

/**
 * Who may call a route.
 * - `public`: anybody · `person`: a WeChat login, joined or not · `member`: a person who joined
 * - `staff.*`: a person bound to a staff record · the rest: console accounts, by role (CONSOLE_ROLES)
 */
export const PERMISSIONS = [
  'public',
  'person',
  'member',
  'staff.counter',
  'merchants.read',
  'merchants.write',
  'stores.read',
  'stores.write',
  'staff.read',
  'staff.write',
  'channels.read',
  'channels.write',
  'templates.read',
  'templates.write',
  'sales.read',
  'sales.write',
  'orders.read',
  'orders.refund',
  'referrals.read',
  'referrals.write',
  'referrals.review',
  'members.read',
  'points.read',
  'points.adjust',
  'points.approve',
  'rules.read',
  'rules.write',
  'jobs.read',
  'jobs.write',
  'accounts.write',
  'session.own',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export type Audience = 'public' | 'person' | 'member' | 'staff' | 'console';
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface RouteDefinition {
  readonly summary: string;
  readonly audience: Audience;
  readonly permission: Permission;
  /** Success status. */
  readonly status: 200 | 201 | 204;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** `null` for routes that answer bytes or nothing. */
  readonly response: z.ZodType | null;
  /** Needs an Idempotency-Key. Every route that changes something does; `/auth/*` and sessions have own once-only rules. */
  readonly once: boolean;
  /** F9: takes the ticket of a flash sale in the header `Liuke-Ticket`. */
  readonly ticket?: true;
  /** Refusals a caller should handle, beside those that any route can give. */
  readonly errors: readonly ErrorCode[];
  /** Media type of the answer when it is not JSON. */
  readonly produces?: string;
}

/** A route table: key = `METHOD /path/{param}`, below `/api/v1`. */
export type RouteTable = Readonly<Record<`${Method} /${string}`, RouteDefinition>>;

/** Keeps the literal types of a route table and checks its shape. */
export function defineRoutes<const Table extends RouteTable>(table: Table): Table {
  return table;
}

export type ParamsOf<R extends RouteDefinition> = R['params'] extends z.ZodType
  ? z.output<R['params']>
  : undefined;
export type QueryOf<R extends RouteDefinition> = R['query'] extends z.ZodType
  ? z.output<R['query']>
  : undefined;
export type BodyOf<R extends RouteDefinition> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined;
export type BodyInputOf<R extends RouteDefinition> = R['body'] extends z.ZodType
  ? z.input<R['body']>
  : undefined;
export type ResponseOf<R extends RouteDefinition> = R['response'] extends z.ZodType
  ? z.output<R['response']>
  : undefined;
