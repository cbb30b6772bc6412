import { common, errors } from './common';
import { coupons } from './coupons';
import { member } from './member';
import { staff } from './staff';
import { terms } from './terms';

export const zhCN = { language: 'zh-CN', common, errors, coupons, member, staff, terms };
