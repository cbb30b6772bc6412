export { arriveDue } from './arrivals';
export { purchasesAuditChecks } from './purchases.audit';
export { earningOf, type EarningBill, type EarningTerms } from './purchases.earning';
export {
  earningDays,
  purchases,
  PURCHASES_TABLES,
  refunds,
  type PurchaseLine,
  type PurchaseRow,
  type RefundRow,
} from './purchases.entity';
export type { PurchasesContext } from './purchases.context';
export {
  collectPurchase,
  recordPurchase,
  undoPurchase,
  type CollectPurchase,
  type Recorded,
  type RecordedLine,
  type RecordPurchase,
  type UndoPurchase,
} from './purchases.parts';
export { earnedOn, purchaseById, purchaseByReceiptCode, purchasesOfStore } from './purchases.queries';
export {
  collectRefs,
  purchaseRefs,
  receiptKey,
  refundPurchaseRefs,
  undoPurchaseRefs,
  type PurchaseRefs,
} from './purchases.refs';
export { refundedOf, refundPurchase, type RefundPoints, type RefundPurchase } from './purchases.refunds';
