export { arriveDue } from './arrivals';
export { purchasesAuditChecks } from './purchases.audit';
export { earningOf, type EarningBill, type EarningTerms } from './purchases.earning';
export {
  earningDays,
  purchases,
  PURCHASES_TABLES,
  refunds,
  type PurchaseRow,
  type RefundRow,
} from './purchases.entity';
export {
  collectPurchase,
  recordPurchase,
  undoPurchase,
  type Recorded,
  type RecordPurchase,
} from './purchases.parts';
export { earnedOn, purchaseById, purchaseByReceiptCode, purchasesOfStore } from './purchases.queries';
export { collectRefs, purchaseRefs, refundPurchaseRefs, undoPurchaseRefs } from './purchases.refs';
export { refundedOf, refundPurchase, type RefundPoints } from './purchases.refunds';
