/** Taro replaces `process.env.TARO_ENV` while building; nothing else of `process` exists on a phone. */
declare const process: { readonly env: { readonly TARO_ENV: 'weapp' | 'h5' } };
