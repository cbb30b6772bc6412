export { lapseDue } from './give-up.commands';
export { ordersAuditChecks } from './orders.audit';
export { ORDERS_TABLES } from './orders.entity';
export { OrdersModule } from './orders.module';
export { paidParts, paidRefs, type MadePaid } from './paid.parts';
