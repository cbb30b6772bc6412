import { z } from 'zod';
import { PAYMENT_WAYS } from '../rules/orders';
import { amountFen, idParams, idSchema, instantText, obstacle, text } from './common';
import { defineRoutes } from './route';

/** What staff see of an order after scanning its pickup code. */
export const pickupOrder = z.object({
  id: idSchema('order'),
  title: z.string(),
  state: z.enum(['paying', 'paid', 'picked_up', 'refunded', 'cancelled', 'lapsed']),
  pieces: z.int(),
  pieces_handed: z.int(),
  pieces_refunded: z.int(),
  /** Money to take at the counter before anything is handed over; 0 when it is paid. */
  due_fen: z.int(),
  pay_fen: z.int(),
  pay_points: z.int(),
  way: z.enum(PAYMENT_WAYS).nullable(),
  paid_at: instantText.nullable(),
  /** Null where there is nothing to pick up: a coupon that is paid at the counter. */
  pickup_store_name: z.string().nullable(),
  /** Last instant of picking it up; later it is still handed over while the order is paid and its money not on its way back. */
  pickup_until_at: instantText.nullable(),
  hold_until_at: instantText,
  /** For how many pieces money and points can go back, handed over or not. */
  refundable_pieces: z.int(),
  /** Why this assistant cannot refund any of it; null when they can. */
  refund_obstacle: obstacle.nullable(),
});
export type PickupOrder = z.infer<typeof pickupOrder>;

const staffRoute = { audience: 'staff', permission: 'staff.counter' } as const;

const SCAN_ERRORS = ['not_found', 'scan_expired', 'scan_used', 'own_subject', 'wrong_store'] as const;

export const pickupsRoutes = defineRoutes({
  'POST /staff/pickups': {
    summary:
      'Hand over pieces of a scanned order, all or some (F7). The scan that its money was confirmed with is still good for it',
    ...staffRoute,
    status: 201,
    body: z.strictObject({ scan_id: idSchema('scan'), pieces: z.int().min(1).max(100) }),
    response: z.object({
      handover_id: idSchema('handover'),
      order_id: idSchema('order'),
      title: z.string(),
      pieces: z.int(),
      pieces_left: z.int(),
      undo_until_at: instantText,
    }),
    once: true,
    errors: [
      ...SCAN_ERRORS,
      'staff_without_store',
      'pickup_elsewhere',
      'pickup_over',
      'pieces_left',
      'order_closed',
      'order_not_paid',
    ],
  },
  'POST /staff/pickups/{id}/undo': {
    summary:
      'Undo a handover once: the assistant within 10 minutes, a manager of the store within 48 hours (C7)',
    ...staffRoute,
    status: 201,
    params: idParams('handover'),
    body: z.strictObject({ reason: text(100) }),
    response: z.object({ handover_id: idSchema('handover'), order_id: idSchema('order'), pieces: z.int() }),
    once: true,
    errors: ['not_found', 'already_undone', 'undo_too_late', 'undo_not_allowed', 'order_refunded'],
  },
  'POST /staff/order-payments': {
    summary: 'Confirm that the money of a scanned order was taken at the counter (F6)',
    ...staffRoute,
    status: 201,
    body: z.strictObject({ scan_id: idSchema('scan'), expected: z.strictObject({ pay_fen: amountFen }) }),
    response: z.object({
      order_id: idSchema('order'),
      title: z.string(),
      paid_fen: z.int(),
      pieces: z.int(),
      pickup_until_at: instantText.nullable(),
    }),
    once: true,
    errors: [
      ...SCAN_ERRORS,
      'staff_without_store',
      'pickup_elsewhere',
      'order_closed',
      'order_paid',
      'order_not_payable',
      'quote_changed',
    ],
  },
  'POST /staff/order-refunds': {
    summary: 'Refund pieces of a scanned order, also after pickup; the money goes back the way it came (F8)',
    ...staffRoute,
    status: 201,
    body: z.strictObject({
      scan_id: idSchema('scan'),
      pieces: z.int().min(1).max(100),
      reason: text(100),
      expected: z.strictObject({ fen: amountFen, points: z.int().min(0) }),
    }),
    response: z.object({
      refund_id: idSchema('order_refund'),
      order_id: idSchema('order'),
      fen: z.int(),
      points: z.int(),
      /** Whether the assistant hands out the money; else WeChat Pay sends it. */
      at_counter: z.boolean(),
    }),
    once: true,
    errors: [
      ...SCAN_ERRORS,
      'staff_without_store',
      'pickup_elsewhere',
      'refund_not_allowed',
      'order_closed',
      'order_not_paid',
      'order_not_refundable',
      'pieces_left',
      'quote_changed',
    ],
  },
});
