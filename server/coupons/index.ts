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
export { lockCoupon, redeemLocked, returnRedeemed, revokeBought, unlockCoupon } from './coupons.orders';
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
export { redeemCoupon, undoRedeemed, type CouponsContext, type RedeemCoupon } from './coupons.states';
export { TemplateQueries } from './templates.queries';
