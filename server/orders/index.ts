export { lapseDue } from './give-up.commands';
export { handoversAuditChecks } from './handovers.audit';
export { handedOverParts, handoverObstacle, piecesLeft, takenBackParts } from './handovers.parts';
export { pickupJobs } from './missed.jobs';
export { orderRefundsAuditChecks } from './order-refunds.audit';
export { ordersAuditChecks } from './orders.audit';
export {
  handovers,
  orderRefunds,
  orders,
  ORDERS_TABLES,
  type HandoverRow,
  type OrderRow,
} from './orders.entity';
export { OrdersModule } from './orders.module';
export { orderById, orderByNumber } from './orders.queries';
export { PayInbox } from './pay-inbox';
export { PayWatch } from './pay-watch';
export { paidParts, paidRefs, type MadePaid } from './paid.parts';
export { waitsAuditChecks } from './waits.audit';
export { turnWaits } from './waits.turns';
export { refundParts, refundRefs, type PiecesRefunded, type RefundSeen } from './refund.parts';
export { orderRefundObstacle, piecesRefundable } from './refund.rules';
