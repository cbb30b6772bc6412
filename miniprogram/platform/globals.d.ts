/** Compiled in by config/index.ts; empty means "the host that served the page". */
declare const API_BASE_URL: string;
/** Taro replaces `process.env.TARO_ENV` while building; nothing else of `process` exists on a phone. */
declare const process: { readonly env: { readonly TARO_ENV: 'weapp' | 'h5' } };
