export { couponsAuditChecks } from './coupons.audit';
export { claimCoupon, type ClaimCoupon, type CouponClaimed } from './coupons.commands';
export {
  couponEvents,
  couponHolders,
  coupons,
  COUPONS_TABLES,
  couponTemplates,
  type CouponRow,
  type TemplateRow,
} from './coupons.entity';
export {
  couponNumbers,
  issueCoupon,
  issueObstacle,
  issueRefs,
  type IssueCoupon,
  type Issued,
} from './coupons.issue';
export { lockCoupon, redeemLocked, returnRedeemed, unlockCoupon } from './coupons.orders';
export {
  issueReserved,
  issueReservedRefs,
  promisableOf,
  releaseReserved,
  reserveCoupon,
  reservedRefs,
  reserveRefs,
  type IssueReserved,
} from './coupons.reserved';
export { CouponsModule } from './coupons.module';
export {
  couponsForOrder,
  CouponWallet,
  loadCoupons,
  usableCouponsOf,
  walletCounts,
  type WalletCounts,
} from './coupons.queries';
export {
  couponCardOf,
  couponDetailOf,
  factsOf,
  obstacleAt,
  obstacleOnline,
  type DetailFacts,
  type UseStore,
} from './coupons.rules';
export {
  redeemCoupon,
  revokeCoupon,
  undoRedeemed,
  type CouponsContext,
  type RedeemCoupon,
} from './coupons.states';
export { loadTemplates, TemplateQueries } from './templates.queries';
