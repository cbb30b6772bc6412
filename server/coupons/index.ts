export { couponsAuditChecks } from './coupons.audit';
export { claimCoupon } from './coupons.commands';
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
} from './coupons.reserved';
export { CouponsModule } from './coupons.module';
export { couponsForOrder, CouponWallet, loadCoupons, usableCouponsOf } from './coupons.queries';
export { walletCounts } from './wallet';
export { couponCardOf, obstacleAt, obstacleOnline, type UseStore } from './coupons.rules';
export { redeemCoupon, revokeCoupon, undoRedeemed, type CouponsContext } from './coupons.states';
export { loadTemplates } from './templates.queries';
