import type { Answer, Outcome, WxOptions } from './core';

/** What a payer does with WeChat's sheet. */
export type Payer = 'pay' | 'cancel' | 'pay_late' | 'pay_twice';

/** What wx.requestPayment demands of each parameter; all are texts. */
const FORMS: Readonly<Record<string, RegExp>> = {
  timeStamp: /^\d{10}$/,
  nonceStr: /^[0-9A-Za-z]{1,32}$/,
  package: /^prepay_id=[0-9A-Za-z_-]{1,64}$/,
  signType: /^RSA$/,
  // SHA-256 with RSA of 2048 bits, base64
  paySign: /^[0-9A-Za-z+/]{342}==$/,
};

function faultOf(options: WxOptions): string | null {
  for (const [name, form] of Object.entries(FORMS)) {
    const value = options[name];
    if (typeof value !== 'string') return `parameter error: parameter.${name} should be String`;
    if (!form.test(value)) return `parameter error: parameter.${name} is malformed`;
  }
  return null;
}

/**
 * `wx.requestPayment` of a phone: the sheet of the sandbox's WeChat Pay, handled by `payer` at once. What the sandbox
 * refuses, an expired order say, the sheet refuses.
 * @param payer asked anew for each sheet
 */
export function paymentSheet(sandbox: string, payer: () => Payer): Answer {
  return async (options: WxOptions): Promise<Outcome> => {
    const fault = faultOf(options);
    if (fault !== null) return { fail: fault };
    const action = payer();
    const prepay = String(options['package']).replace('prepay_id=', '');
    const answer = await fetch(`${sandbox}/_control/payments/${prepay}`, {
      method: 'POST',
      body: JSON.stringify({ action }),
    });
    if (!answer.ok) return { fail: `the sheet says ${answer.status}` };
    return action === 'cancel' ? { fail: 'cancel' } : {};
  };
}
