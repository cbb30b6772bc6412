import { z } from 'zod';
import { idParams, idSchema, instantText, page, pageQuery } from './common';
import { defineRoutes } from './route';

/** My place on the waiting list of an offer. */
export const wait = z.object({
  id: idSchema('wait'),
  offer_id: idSchema('offer'),
  sale_id: idSchema('sale'),
  title: z.string(),
  state: z.enum(['waiting', 'offered', 'claimed', 'passed', 'left']),
  /** How many wait before me, counted up to 1,000 (`AHEAD_MAX`); 0 once a piece is offered. */
  ahead: z.int(),
  /** Until when the piece is kept for me. */
  offered_until_at: instantText.nullable(),
  at: instantText,
});
export type Wait = z.infer<typeof wait>;

export const waitsRoutes = defineRoutes({
  'POST /offers/{id}/waits': {
    summary: 'Join the waiting list of an offer that is sold out (F5)',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('offer'),
    response: wait,
    once: true,
    errors: [
      'not_found',
      'not_started',
      'ended',
      'not_eligible',
      'barred',
      'limit_reached',
      'still_available',
      'already_waiting',
    ],
  },
  'GET /me/waits': {
    summary: 'My waits, newest first',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery,
    response: page(wait),
    once: false,
    errors: [],
  },
  'POST /me/waits/{id}/cancellations': {
    summary: 'Leave a waiting list; a piece that was offered goes to the next',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('wait'),
    response: z.object({ wait_id: idSchema('wait'), state: z.literal('left') }),
    once: true,
    errors: ['not_found', 'wait_closed'],
  },
});
