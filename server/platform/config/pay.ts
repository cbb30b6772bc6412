import { type PayConfig } from './config';
import { PAY_HOSTS } from './pay-variables';
import { type Values, VARIABLES } from './variables';

const NEEDED = [
  'WECHATPAY_MCHID',
  'WECHATPAY_SERIAL',
  'WECHATPAY_PRIVATE_KEY',
  'WECHATPAY_API_V3_KEY',
] as const;
const KEYS = ['WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY', 'WECHATPAY_CERTIFICATES'] as const;
const NOTICES_PATH = '/api/v1/wechat/pay/notices';

/** What of WeChat Pay's variables is wrong in view of the others: all that is needed is there, or nothing. */
export function payProblems(values: Values): string[] {
  const given = [...NEEDED, ...KEYS].filter((name) => values[name] !== undefined);
  if (given.length === 0) return [];
  const problems = NEEDED.filter((name) => values[name] === undefined).map(
    (name) => `${name} is missing beside ${given[0]}: set it to ${VARIABLES[name].fix}.`,
  );
  if ((values.WECHATPAY_PUBLIC_KEY_ID === undefined) !== (values.WECHATPAY_PUBLIC_KEY === undefined)) {
    problems.push('WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY belong together: set both, or neither.');
  }
  if (Object.keys(keysOf(values)).length === 0) {
    problems.push(
      'WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY are missing: nobody could tell that an answer is from WeChat Pay; set both (old merchants: WECHATPAY_CERTIFICATES).',
    );
  }
  if (values.WECHATPAY_SERIAL !== undefined && values.WECHATPAY_SERIAL in keysOf(values)) {
    problems.push(
      `WECHATPAY_CERTIFICATES holds the merchant's own certificate: set it to ${VARIABLES.WECHATPAY_CERTIFICATES.fix}, of WeChat Pay.`,
    );
  }
  if (values.WECHAT_APPID === undefined && values.LIUKE_SANDBOX_URL === undefined) {
    problems.push('WECHATPAY_MCHID needs WECHAT_APPID and WECHAT_SECRET beside it: set them too.');
  }
  return values.NODE_ENV === 'production' ? [...problems, ...productionProblems(values)] : problems;
}

function productionProblems(values: Values): string[] {
  const problems: string[] = [];
  const { protocol, host } = new URL(values.WECHATPAY_BASE_URL);
  if (protocol !== 'https:' || !PAY_HOSTS.includes(host)) {
    problems.push(
      `WECHATPAY_BASE_URL is not WeChat Pay's own: set it to ${VARIABLES.WECHATPAY_BASE_URL.fix}, or leave it out.`,
    );
  }
  const name = values.WECHATPAY_NOTIFY_URL === undefined ? 'LIUKE_PUBLIC_URL' : 'WECHATPAY_NOTIFY_URL';
  if (!(values[name] ?? 'https:').startsWith('https:')) {
    problems.push(`${name} must begin with https:// for notices of WeChat Pay: set it to such an address.`);
  }
  return problems;
}

function keysOf(values: Values): Record<string, string> {
  const { WECHATPAY_PUBLIC_KEY_ID: id, WECHATPAY_PUBLIC_KEY: key } = values;
  return {
    ...values.WECHATPAY_CERTIFICATES,
    ...(id === undefined || key === undefined ? {} : { [id]: key }),
  };
}

/** The settings of WeChat Pay out of checked variables; null when it is not set up. */
export function payConfig(values: Values, appid: string, publicUrl: string): PayConfig | null {
  const { WECHATPAY_MCHID: mchid, WECHATPAY_SERIAL: serial } = values;
  const { WECHATPAY_PRIVATE_KEY: privateKey, WECHATPAY_API_V3_KEY: apiV3Key } = values;
  if (mchid === undefined || serial === undefined || privateKey === undefined || apiV3Key === undefined)
    return null;
  return {
    base_url: values.LIUKE_SANDBOX_URL ?? values.WECHATPAY_BASE_URL,
    appid,
    mchid,
    serial,
    private_key: privateKey,
    api_v3_key: apiV3Key,
    keys: Object.freeze(keysOf(values)),
    public_key_id: values.WECHATPAY_PUBLIC_KEY_ID ?? null,
    notify_url: values.WECHATPAY_NOTIFY_URL ?? `${publicUrl}${NOTICES_PATH}`,
  };
}
