import { z } from 'zod';
import { ORDER_STATES } from '../rules/orders';
import { idParams, idSchema, instantText, page, pageQuery } from './common';
import { defineRoutes } from './route';

export const order = z.object({
  id: idSchema('order'),
  sale_id: idSchema('sale'),
  offer_id: idSchema('offer'),
  title: z.string(),
  state: z.enum(ORDER_STATES),
  list_price_fen: z.int(),
  price_fen: z.int(),
  price_points: z.int(),
  held_at: instantText,
  /** Until when it is held for its payment. */
  hold_until_at: instantText,
  /** When it was cancelled or lapsed. */
  closed_at: instantText.nullable(),
});
export type Order = z.infer<typeof order>;

export const ordersRoutes = defineRoutes({
  'POST /offers/{id}/claims': {
    summary: 'Claim one piece of an offer: it is held for its payment. No body; the ticket is a header',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('offer'),
    response: z.object({
      order: z.object({
        id: idSchema('order'),
        offer_id: idSchema('offer'),
        price_fen: z.int(),
        price_points: z.int(),
        hold_until_at: instantText,
      }),
    }),
    once: true,
    ticket: true,
    errors: [
      'not_found',
      'ticket_invalid',
      'not_started',
      'ended',
      'not_eligible',
      'barred',
      'limit_reached',
      'sold_out',
    ],
  },
  'GET /me/orders': {
    summary: 'My orders, newest first',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery,
    response: page(order),
    once: false,
    errors: [],
  },
  'GET /me/orders/{id}': {
    summary: 'One of my orders',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('order'),
    response: order,
    once: false,
    errors: ['not_found'],
  },
  'POST /me/orders/{id}/cancellations': {
    summary: 'Give up a piece that is held for me',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('order'),
    response: z.object({ order_id: idSchema('order'), state: z.literal('cancelled') }),
    once: true,
    errors: ['not_found', 'order_closed'],
  },
});
