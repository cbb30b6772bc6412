/** F3 to F8: every state of an order. */
export const ORDER_STATES = [
  'held',
  'paying',
  'paid',
  'picked_up',
  'refunded',
  'cancelled',
  'lapsed',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** No other edge exists. @rule F5 */
export const ORDER_EDGES: Readonly<Record<OrderState, readonly OrderState[]>> = {
  held: ['paying', 'paid', 'cancelled', 'lapsed'],
  paying: ['held', 'paid', 'cancelled', 'lapsed'],
  paid: ['picked_up', 'refunded'],
  picked_up: ['refunded'],
  refunded: [],
  cancelled: [],
  lapsed: [],
};

/** Whether an order may go from one state to the other. */
export function isOrderEdge(from: OrderState, to: OrderState): boolean {
  return ORDER_EDGES[from].includes(to);
}
