/** Where WeChat is and who we are to it. */
export interface WechatConfig {
  /** `https://api.weixin.qq.com`, or the sandbox's address in development and tests. */
  readonly base_url: string;
  readonly appid: string;
  readonly secret: string;
}

/** The one address that production may call. */
export const OFFICIAL_BASE_URL = 'https://api.weixin.qq.com';

/**
 * Refuses a base URL that is none, and in production every one but WeChat's own: openids, phone numbers and the
 * app's secret must not go to a stranger, nor may a sandbox that lets anyone log in stand in for WeChat.
 * @throws Error with one line that names the fix (and no secret)
 */
export function assertOfficialBaseUrl(config: WechatConfig, isProduction: boolean): void {
  if (!URL.canParse(config.base_url))
    throw new Error(`The WeChat base URL is not a URL. Set it to ${OFFICIAL_BASE_URL}.`);
  const url = new URL(config.base_url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`The WeChat base URL must begin with https://. Set it to ${OFFICIAL_BASE_URL}.`);
  const isBare = url.href === `${url.origin}/`;
  if (!isBare)
    throw new Error(`The WeChat base URL must be an origin alone, without path, query or user name.`);
  if (isProduction && url.origin !== OFFICIAL_BASE_URL)
    throw new Error(`In production the WeChat base URL must be ${OFFICIAL_BASE_URL}, not ${url.origin}.`);
}
