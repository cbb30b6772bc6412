/** Where WeChat Pay is, who we are to it, and how each knows the other. */
export interface PayClientConfig {
  /** `https://api.mch.weixin.qq.com`, or the sandbox's address in development and tests. */
  readonly base_url: string;
  readonly appid: string;
  readonly mchid: string;
  /** Serial number of the merchant's certificate. */
  readonly serial: string;
  /** PEM. */
  readonly private_key: string;
  /** 32 characters. */
  readonly api_v3_key: string;
  /** WeChat Pay's public keys or certificates in PEM by `PUB_KEY_ID_…` or serial number: any of them may sign. */
  readonly keys: Readonly<Record<string, string>>;
  /** The key that answers are asked to be signed with; null in certificate mode. */
  readonly public_key_id: string | null;
  /** https, no query. */
  readonly notify_url: string;
}

/** What the client needs besides its configuration. */
export interface PayOptions {
  readonly clock: { now(): number };
  readonly random: { bytes(count: number): Uint8Array };
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of trouble in names, numbers and request ids, never of a key, a signature or a body. */
  readonly log?: { warn(fields: object, message: string): void };
  /** How long one attempt may take, body included. 5 s unless said otherwise, for bills a minute. */
  readonly timeout_ms?: number;
}
