import { z } from 'zod';
import { idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

export const consoleStaff = z.object({
  id: idSchema('staff'),
  name: z.string(),
  role: z.enum(['clerk', 'manager']),
  store_ids: z.array(idSchema('store')),
  bound: z.boolean(),
  state: z.enum(['active', 'left']),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleStaff = z.infer<typeof consoleStaff>;

const invitation = z.object({ code: z.string(), expires_at: instantText });

export const CONSOLE_ROLES = ['admin', 'operator', 'analyst', 'auditor'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

const accountName = z.string().regex(/^[A-Za-z0-9._@-]{3,40}$/, '3–40 个字母、数字或 . _ @ -');
const password = z.string().min(10, '至少 10 个字符').max(200);

const sessionAnswer = z.object({
  token: z.string(),
  expires_at: instantText,
  account: z.object({ id: idSchema('account'), name: z.string(), role: z.enum(CONSOLE_ROLES) }),
});

export const consoleStaffRoutes = defineRoutes({
  'GET /console/staff': {
    summary: 'Staff',
    audience: 'console',
    permission: 'staff.read',
    status: 200,
    query: pageQuery,
    response: page(consoleStaff),
    once: false,
    errors: [],
  },
  'POST /console/staff': {
    summary: 'Create a staff record with a one-time invitation (S1). The code is shown only in this answer',
    audience: 'console',
    permission: 'staff.write',
    status: 201,
    body: z.strictObject({
      name: text(20),
      role: z.enum(['clerk', 'manager']),
      store_ids: z.array(idSchema('store')).max(200),
    }),
    response: consoleStaff.extend({ invitation }),
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/staff/{id}': {
    summary: 'Change name, role or stores, or mark as left; takes effect on the next request',
    audience: 'console',
    permission: 'staff.write',
    status: 200,
    params: idParams('staff'),
    body: z.strictObject({
      version: z.int(),
      name: text(20).optional(),
      role: z.enum(['clerk', 'manager']).optional(),
      store_ids: z.array(idSchema('store')).max(200).optional(),
      state: z.enum(['active', 'left']).optional(),
    }),
    response: consoleStaff,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
  'POST /console/staff/{id}/invitations': {
    summary: 'A new invitation; the earlier one is void',
    audience: 'console',
    permission: 'staff.write',
    status: 201,
    params: idParams('staff'),
    response: invitation,
    once: true,
    errors: ['not_found', 'staff_left'],
  },
});

export const consoleAccountsRoutes = defineRoutes({
  'POST /console/setup': {
    summary: 'First operator, with the one-time set-up token; closed afterwards',
    audience: 'public',
    permission: 'public',
    status: 201,
    body: z.strictObject({ token: z.string().min(1).max(128), name: accountName, password }),
    response: sessionAnswer,
    once: false,
    errors: ['setup_closed', 'setup_token_wrong'],
  },
  'POST /console/sessions': {
    summary: 'Sign in to the console',
    audience: 'public',
    permission: 'public',
    status: 201,
    body: z.strictObject({ name: z.string().min(1).max(40), password: z.string().min(1).max(200) }),
    response: sessionAnswer,
    once: false,
    errors: ['wrong_credentials'],
  },
  'DELETE /console/sessions/current': {
    summary: 'Sign out',
    audience: 'console',
    permission: 'session.own',
    status: 204,
    response: null,
    once: false,
    errors: [],
  },
  'POST /console/accounts': {
    summary: 'Create a console account',
    audience: 'console',
    permission: 'accounts.write',
    status: 201,
    body: z.strictObject({ name: accountName, password, role: z.enum(CONSOLE_ROLES) }),
    response: z.object({ id: idSchema('account'), name: z.string(), role: z.enum(CONSOLE_ROLES) }),
    once: true,
    errors: ['account_name_taken'],
  },
});
