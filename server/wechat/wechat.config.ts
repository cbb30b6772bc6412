/** Where WeChat is and who we are to it. */
export interface WechatConfig {
  /** `https://api.weixin.qq.com`, or the sandbox's address in development and tests. */
  readonly base_url: string;
  readonly appid: string;
  readonly secret: string;
}
