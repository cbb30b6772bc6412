import { common, errors } from './common';
import { coupons } from './coupons';
import { invite } from './invite';
import { member } from './member';
import { order, orders, pay, payResult } from './orders';
import { claim, mall, offer, sales } from './sales';
import { referral } from './referral';
import { staff } from './staff';
import { terms } from './terms';

/** All that is sold: sales, the mall, orders and their payment. */
const shop = { sales, claim, offer, mall, pay, payResult, orders, order };

export const zhCN = {
  language: 'zh-CN',
  common,
  errors,
  coupons,
  invite,
  member,
  referral,
  shop,
  staff,
  terms,
};
