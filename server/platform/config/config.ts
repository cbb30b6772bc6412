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
}

/** How WeChat is reached. */
export interface WechatConfig {
  readonly base_url: string;
  readonly appid: string;
  readonly secret: string;
  /** Page that a printed code opens. */
  readonly page: string;
  readonly env_version: 'release' | 'trial' | 'develop';
  /** Whether there is an appid and a secret, real or the sandbox's. */
  readonly credentials: boolean;
}

/** All settings, checked and frozen. Nest provider token; made by `loadConfig`. */
export abstract class Config {
  abstract readonly env: 'development' | 'test' | 'production';
  abstract readonly port: number;
  abstract readonly host: string;
  abstract readonly data_dir: string;
  abstract readonly database_url: string | null;
  abstract readonly redis_url: string | null;
  abstract readonly sandbox_url: string | null;
  /** Base address that people reach this server at, without a slash at the end. */
  abstract readonly public_url: string;
  abstract readonly setup_token: string | null;
  /** Root of signing, sealing and sessions. */
  abstract readonly secret_key: string;
  /** Root of the keyed hashes that rows are looked up by; never rotates. */
  abstract readonly hash_key: string;
  abstract readonly program: ProgramConfig;
  abstract readonly wechat: WechatConfig;
  /** Whether the launch pad and the previews are served. Never in production. */
  abstract readonly preview: boolean;
  abstract readonly log_level: LogLevel;
  /** Proxies in front of us: none, how many, or their addresses. */
  abstract readonly trust_proxy: false | number | readonly string[];
  abstract readonly metrics_token: string | null;
  abstract readonly rate_limits: boolean;
}

/** Settings that cannot be used; each problem is one line that names the variable, what is wrong and the fix. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}
