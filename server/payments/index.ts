export {
  payments,
  PAYMENTS_TABLES,
  paymentRefunds,
  payNotices,
  shippingReports,
  type PaymentRefundRow,
  type PaymentRow,
} from './payments.entity';
