export * from './coupon-claim';
export * from './coupon-pricing';
export * from './coupon-text';
export * from './coupon-types';
export * from './coupon-use';
export * from './member-code';
