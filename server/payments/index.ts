export {
  PAYMENTS_TABLES,
  payments,
  paymentRefunds,
  payNotices,
  shippingReports,
  type PaymentRefundRow,
  type PaymentRow,
} from './payments.entity';
export {
  refundedFen,
  refundRefs,
  REFUNDS_MAX,
  requestRefund,
  shippingParts,
  type PaymentsContext,
  type RequestRefund,
} from './refunds.parts';
