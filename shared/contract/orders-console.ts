import { z } from 'zod';
import { ORDER_STATES } from '../rules/orders';
import { amountFen, dayText, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { order, orderDetail } from './orders';
import { defineRoutes } from './route';

export const consoleOrder = order.extend({ member_id: idSchema('member'), member_name_masked: z.string() });
export type ConsoleOrder = z.infer<typeof consoleOrder>;

const paymentRefund = z.object({
  id: idSchema('payment_refund'),
  order_id: idSchema('order'),
  payment_id: idSchema('payment'),
  out_refund_no: z.string(),
  amount_fen: z.int(),
  why: z.enum(['pieces', 'late', 'twice', 'wrong_amount']),
  state: z.enum(['requested', 'processing', 'success', 'abnormal', 'settled']),
  attempts: z.int(),
  problem: z.string().nullable(),
  settled_note: z.string().nullable(),
  requested_at: instantText,
  done_at: instantText.nullable(),
});
export type ConsolePaymentRefund = z.infer<typeof paymentRefund>;

const billDifference = z.object({
  id: idSchema('history'),
  day: dayText,
  kind: z.enum([
    'payment_unknown',
    'payment_missing',
    'payment_amount',
    'refund_unknown',
    'refund_missing',
    'refund_amount',
  ]),
  out_trade_no: z.string(),
  out_refund_no: z.string().nullable(),
  transaction_id: z.string().nullable(),
  ours_fen: z.int().nullable(),
  theirs_fen: z.int().nullable(),
});
export type BillDifference = z.infer<typeof billDifference>;

export const consoleOrdersRoutes = defineRoutes({
  'GET /console/orders': {
    summary: 'Orders, newest first',
    audience: 'console',
    permission: 'orders.read',
    status: 200,
    query: pageQuery.extend({
      state: z.enum(ORDER_STATES).optional(),
      offer_id: idSchema('offer').optional(),
      member_id: idSchema('member').optional(),
    }),
    response: page(consoleOrder),
    once: false,
    errors: ['not_found'],
  },
  'GET /console/orders/{id}': {
    summary: 'One order with its handovers and refunds',
    audience: 'console',
    permission: 'orders.read',
    status: 200,
    params: idParams('order'),
    response: orderDetail
      .omit({ number: true })
      .extend({ member_id: idSchema('member'), member_name_masked: z.string() }),
    once: false,
    errors: ['not_found'],
  },
  'POST /console/orders/{id}/cancellations': {
    summary:
      'Cancel an order that is not paid, for the shop: a coupon that ended meanwhile has a day more (C5)',
    audience: 'console',
    permission: 'orders.refund',
    status: 201,
    params: idParams('order'),
    body: z.strictObject({ reason: text(100) }),
    response: z.object({ order_id: idSchema('order'), state: z.literal('cancelled') }),
    once: true,
    errors: ['not_found', 'order_closed', 'order_paid', 'payment_unavailable'],
  },
  'POST /console/orders/{id}/refunds': {
    summary: 'Refund pieces of an order that was not paid at a counter',
    audience: 'console',
    permission: 'orders.refund',
    status: 201,
    params: idParams('order'),
    body: z.strictObject({
      pieces: z.int().min(1).max(100),
      reason: text(100),
      expected: z.strictObject({ fen: amountFen, points: z.int().min(0) }),
    }),
    response: z.object({ refund_id: idSchema('order_refund'), fen: z.int(), points: z.int() }),
    once: true,
    errors: [
      'not_found',
      'order_closed',
      'order_not_paid',
      'order_not_refundable',
      'pieces_left',
      'quote_changed',
      'refund_at_counter',
    ],
  },
  'GET /console/payment-refunds': {
    summary: 'Money on its way back through WeChat Pay, newest first',
    audience: 'console',
    permission: 'orders.read',
    status: 200,
    query: pageQuery.extend({
      state: z.enum(['requested', 'processing', 'success', 'abnormal', 'settled']).optional(),
    }),
    response: page(paymentRefund),
    once: false,
    errors: [],
  },
  'POST /console/payment-refunds/{id}/settlements': {
    summary: 'Note how a refund was settled that WeChat Pay could not deliver',
    audience: 'console',
    permission: 'orders.refund',
    status: 201,
    params: idParams('payment_refund'),
    body: z.strictObject({ note: text(100) }),
    response: paymentRefund,
    once: true,
    errors: ['not_found', 'refund_not_stuck'],
  },
  'GET /console/bill-checks': {
    summary: 'Days whose trade bill was compared with our books, newest first',
    audience: 'console',
    permission: 'orders.read',
    status: 200,
    query: pageQuery,
    response: page(
      z.object({
        day: dayText,
        payments: z.int(),
        refunds: z.int(),
        differences: z.int(),
        at: instantText,
      }),
    ),
    once: false,
    errors: [],
  },
  'GET /console/bill-differences': {
    summary: 'What differs between WeChat Pay’s trade bill of a day and our books',
    audience: 'console',
    permission: 'orders.read',
    status: 200,
    query: pageQuery.extend({ day: dayText }),
    response: page(billDifference),
    once: false,
    errors: [],
  },
});
