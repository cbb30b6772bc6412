import { z } from 'zod';
import { dayText } from './common';
import { defineRoutes } from './route';

const streakStep = z.object({ streak: z.int(), points: z.int() });

/** P8: what a sign-in gives. A step is given each time that a run of days reaches it. */
export const signInRule = z.object({
  active: z.boolean(),
  daily_points: z.int(),
  steps: z.array(streakStep),
  /** Missed days of a month that a member may make up for. */
  make_ups_per_month: z.int(),
  version: z.int(),
});
export type SignInRule = z.infer<typeof signInRule>;

export const signInMonth = z.object({
  /** False while the program has no sign-in: then the strip is not shown. */
  active: z.boolean(),
  today: dayText,
  month: z.string(),
  signed_today: z.boolean(),
  /** Days in a row up to today, or up to yesterday when today is still open. */
  streak: z.int(),
  days: z.array(z.object({ day: dayText, made_up: z.boolean() })),
  daily_points: z.int(),
  /** Each step with whether the current run has reached it. */
  steps: z.array(streakStep.extend({ reached: z.boolean() })),
  make_up: z.object({ left: z.int(), days: z.array(dayText) }),
});
export type SignInMonth = z.infer<typeof signInMonth>;

export const signInAnswer = z.object({
  day: dayText,
  streak: z.int(),
  /** For the day; 0 for a day made up for. */
  points: z.int(),
  /** For steps that the run has reached with it. */
  bonus: z.int(),
  balance_after: z.int(),
  next_step: streakStep.nullable(),
});
export type SignInAnswer = z.infer<typeof signInAnswer>;

export const signInsRoutes = defineRoutes({
  'GET /me/sign-ins': {
    summary: 'A month of sign-ins, the streak and what comes next; this month unless named (P8)',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, '格式为 2026-11')
        .optional(),
    }),
    response: signInMonth,
    once: false,
    errors: [],
  },
  'POST /me/sign-ins': {
    summary: 'Sign in for today, by the server’s day, once (P8)',
    audience: 'member',
    permission: 'member',
    status: 201,
    response: signInAnswer,
    once: true,
    errors: ['already_signed_in', 'sign_in_closed'],
  },
  'POST /me/sign-ins/make-ups': {
    summary: 'Make up for a missed day of this month: the run is whole again (P8)',
    audience: 'member',
    permission: 'member',
    status: 201,
    body: z.strictObject({ day: dayText }),
    response: signInAnswer,
    once: true,
    errors: ['already_signed_in', 'sign_in_closed', 'make_up_used', 'make_up_day'],
  },
});

export const consoleSignInsRoutes = defineRoutes({
  'GET /console/sign-in-rule': {
    summary: 'What a sign-in gives',
    audience: 'console',
    permission: 'rules.read',
    status: 200,
    response: signInRule,
    once: false,
    errors: [],
  },
  'PUT /console/sign-in-rule': {
    summary: 'Change what a sign-in gives, from the next one on',
    audience: 'console',
    permission: 'rules.write',
    status: 200,
    body: z.strictObject({
      version: z.int(),
      active: z.boolean(),
      daily_points: z.int().min(0).max(10_000),
      steps: z
        .array(z.strictObject({ streak: z.int().min(2).max(366), points: z.int().min(1).max(100_000) }))
        .max(10),
      make_ups_per_month: z.int().min(0).max(5),
    }),
    response: signInRule,
    once: true,
    errors: ['version_conflict'],
  },
});
