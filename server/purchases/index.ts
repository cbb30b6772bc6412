export { purchasesAuditChecks } from './purchases.audit';
export {
  earningDays,
  purchases,
  PURCHASES_TABLES,
  type PurchaseLine,
  type PurchaseRow,
} from './purchases.entity';
export {
  collectPurchase,
  earningOf,
  recordPurchase,
  undoPurchase,
  type CollectPurchase,
  type PurchasesContext,
  type Recorded,
  type RecordPurchase,
  type UndoPurchase,
} from './purchases.parts';
export { earnedOn, purchaseById, purchaseByReceiptCode } from './purchases.queries';
export { collectRefs, purchaseRefs, receiptKey, undoPurchaseRefs, type PurchaseRefs } from './purchases.refs';
