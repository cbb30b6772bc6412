export { createPaymentGateway } from './pay.client';
export { type PayClientConfig, type PayOptions } from './pay.config';
export { PayError } from './pay.errors';
export {
  type BillRow,
  type Paid,
  PaymentGateway,
  type Payment,
  type PayNotice,
  type Prepay,
  type Refund,
  type Refunded,
  type RefundSeen,
  type RefundState,
  type Shipping,
} from './pay.gateway';
