/** When points expire (P2): never, `months` after the month of earning, or at the end of the next calendar year. */
export type PointExpiry =
  | { readonly kind: 'never' }
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'next_year_end' };

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The operator's program as a whole. */
export interface ProgramConfig {
  readonly name: string;
  /** IANA name of the zone that days are counted in where no store is involved. */
  readonly timezone: string;
  readonly point_expiry: PointExpiry;
  /** Days that points last which come back after they have expired, once (P5). */
  readonly point_grace_days: number;
  /** Most points that one operator gives or takes by hand without a second one (P7). */
  readonly adjustment_threshold: number;
}

/** How WeChat is reached. */
export interface WechatConfig {
  readonly base_url: string;
  readonly appid: string;
  readonly secret: string;
  /** Page that a printed code opens. */
  readonly page: string;
  readonly env_version: 'release' | 'trial' | 'develop';
  /** What message pushes are signed with; null takes none. */
  readonly message_token: string | null;
  /** The EncodingAESKey of message pushes, 43 characters; null takes them in plain text. */
  readonly message_aes_key: string | null;
  /** Whether there is an appid and a secret, real or the sandbox's. */
  readonly credentials: boolean;
}

/** How WeChat Pay is reached, and the keys of both sides. */
export interface PayConfig {
  readonly base_url: string;
  readonly appid: string;
  readonly mchid: string;
  /** Serial number of the merchant's certificate. */
  readonly serial: string;
  /** PEM. */
  readonly private_key: string;
  /** 32 characters. */
  readonly api_v3_key: string;
  /** WeChat Pay's public keys or certificates in PEM, by `PUB_KEY_ID_…` or serial number; at least one. */
  readonly keys: Readonly<Record<string, string>>;
  /** The key that answers are asked to be signed with; null in certificate mode. */
  readonly public_key_id: string | null;
  readonly notify_url: string;
}

/** All settings. */
export interface Settings {
  readonly env: 'development' | 'test' | 'production';
  readonly port: number;
  readonly host: string;
  readonly data_dir: string;
  readonly database_url: string | null;
  readonly sandbox_url: string | null;
  /** Base address that people reach this server at, without a slash at the end. */
  readonly public_url: string;
  readonly setup_token: string | null;
  /** Root of signing, sealing and sessions. */
  readonly secret_key: string;
  /** Root of the keyed hashes that rows are looked up by; never rotates. */
  readonly hash_key: string;
  readonly program: ProgramConfig;
  readonly wechat: WechatConfig;
  /** Null when WeChat Pay is not set up. */
  readonly pay: PayConfig | null;
  /** Whether the launch pad and the previews are served. Never in production. */
  readonly preview: boolean;
  readonly log_level: LogLevel;
  /** Proxies in front of us: none, how many, or their addresses. */
  readonly trust_proxy: false | number | readonly string[];
  readonly metrics_token: string | null;
  readonly rate_limits: boolean;
  /** Most commands that wait in a lane of the engine; more are turned away. */
  readonly queue_max: number;
}

/** Carries what it is given, frozen. TypeScript cannot see through Object.assign, so `Config` says what that is. */
class Carrier {
  constructor(settings: Settings) {
    Object.assign(this, settings);
    Object.freeze(this);
  }

  /** The same settings but for `changes`. */
  with(changes: Partial<Settings>): Config {
    return new Config(Object.assign({}, this as unknown as Settings, changes));
  }

  /** Settings hold secrets: a log line that gets hold of them says nothing. */
  toJSON(): string {
    return '[settings]';
  }
}

/** All settings, checked and frozen. Nest provider token; made by `loadConfig`. */
export class Config extends (Carrier as new (settings: Settings) => Settings & Carrier) {}

/** Settings that cannot be used; each problem is one line that names the variable, what is wrong and the fix. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}
