export { askedPayment } from './asked.command';
export { lookedAtNotice } from './notices.command';
export { paymentsAuditChecks } from './payments.audit';
export { PaymentsModule } from './payments.module';
export { closedPayment, openPayment, openPaymentOf, paymentRefs, settledPayment } from './payments.parts';
export { moneyBackOf, paymentById, paymentByTrade } from './payments.queries';
export { nextQueryAt, retryAt } from './payments.rules';
export {
  PAYMENTS_TABLES,
  payments,
  paymentRefunds,
  payNotices,
  type PayNoticeRow,
  shippingReports,
  type PaymentRefundRow,
  type PaymentRow,
} from './payments.entity';
export { checkBillJob } from './bills.job';
export { PaymentRefunds } from './payment-refunds';
export { refundMoved } from './refunds.commands';
export { requestRefund, shippedOnce, shippingParts, shippingRefs } from './refunds.parts';
export { ShippingReports } from './shipping-reports';
