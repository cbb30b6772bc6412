export { createPaymentGateway } from './pay.client';
export { type PayClientConfig, type PayOptions } from './pay.config';
export { PayError, type PayFailure } from './pay.errors';
export {
  type BillRow,
  type ClientParameters,
  type NoticeHeaders,
  type Paid,
  PaymentGateway,
  type Payment,
  type PaymentState,
  type PayNotice,
  type Prepay,
  type Refund,
  type Refunded,
  type RefundSeen,
  type RefundState,
  type Shipping,
} from './pay.gateway';
