/** Whether this bundle runs inside WeChat; otherwise it is the browser preview. */
export const IN_WECHAT = process.env.TARO_ENV === 'weapp';

/** Where the API lives, without a trailing slash. */
export const API_ROOT = `${API_BASE_URL.replace(/\/$/, '')}/api/v1`;
/** Root of the preview's own helpers, which only development servers offer. */
export const PREVIEW_ROOT = API_BASE_URL.replace(/\/$/, '');

/** Which version this is, to be told to whoever helps. */
export const VERSION = APP_VERSION;
