import Taro from '@tarojs/taro';
import type { WechatPayment } from '@shared/contract';
import { readRefusal } from './api';
import { IN_WECHAT } from './env';
import { previewPay } from './preview-pay';

/**
 * How the payment sheet went away. `says_paid` is only what the phone believes: nothing is paid before the server
 * says so. @rule F6
 */
export type PayOutcome = 'says_paid' | 'cancelled' | 'failed';

/**
 * Opens WeChat's payment sheet; must be called from a tap.
 * @param leftMs how long the payment is waited for; WeChat itself has been told by the server
 */
export async function payByWechat(payment: WechatPayment, leftMs: number): Promise<PayOutcome> {
  try {
    if (!IN_WECHAT) return await previewPay(payment.package.replace(/^prepay_id=/, ''), leftMs);
    const { timeStamp, nonceStr, package: prepay, signType, paySign } = payment;
    await Taro.requestPayment({ timeStamp, nonceStr, package: prepay, signType, paySign });
    return 'says_paid';
  } catch (error) {
    return /cancel/i.test(readRefusal(error).message) ? 'cancelled' : 'failed';
  }
}
