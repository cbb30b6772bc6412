import { z } from 'zod';
import { DEFAULT_TIMEZONE, isTimezone } from '../../../shared/kernel';
import { LOG_LEVELS, type PointExpiry } from './config';
import { PAY_VARIABLES } from './pay-variables';
import { plain, secret } from './variable';

/** WeChat's own API hosts; production talks to nothing else. */
export const WECHAT_HOSTS = [
  'api.weixin.qq.com',
  'api2.weixin.qq.com',
  'sh.api.weixin.qq.com',
  'sz.api.weixin.qq.com',
];

const someText = z.string().optional();
const onOff = z
  .enum(['on', 'off'])
  .transform((value) => value === 'on')
  .optional();
const rootKey = z.string().min(32).optional();
const webUrl = z
  .url({ protocol: /^https?$/ })
  .transform((value) => value.replace(/\/+$/, ''))
  .optional();
const ROOT_KEY_FIX = 'at least 32 random characters (openssl rand -base64 32)';

const pointExpiry = z
  .string()
  .regex(/^(never|next_year_end|months:([1-9]|[1-9]\d|1[01]\d|120))$/)
  .default('next_year_end')
  .transform((value): PointExpiry => {
    if (value === 'never' || value === 'next_year_end') return { kind: value };
    return { kind: 'months', months: Number(value.slice('months:'.length)) };
  });

/** `1` hops, or addresses and ranges, separated by commas. */
const trustProxy = z
  .string()
  .regex(/^(off|\d|[0-9a-fA-F:./]+(,\s*[0-9a-fA-F:./]+)*)$/)
  .default('off')
  .transform((value): false | number | readonly string[] => {
    if (value === 'off' || value === '0') return false;
    return /^\d$/.test(value) ? Number(value) : value.split(',').map((part) => part.trim());
  });

/** Every variable the server reads, in the order of `.env.example`. */
export const VARIABLES = {
  NODE_ENV: plain(
    z.enum(['development', 'test', 'production']).default('development'),
    'development',
    'What this process is for: development, test or production.',
    'development, test or production',
  ),
  PORT: plain(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.number().max(65_535))
      .default(3000),
    '3000',
    'Port of the server.',
    'a whole number from 0 to 65535, or leave it out for 3000',
  ),
  LIUKE_HOST: plain(
    someText,
    '',
    'Address to listen on; 0.0.0.0 in production, else 127.0.0.1, unless set.',
    'an address of this machine',
  ),
  LIUKE_PUBLIC_URL: plain(
    webUrl,
    'http://localhost:3000',
    'Base address that people reach this server at; printed codes lead there. Required in production.',
    'a web address such as https://vip.example.com',
  ),
  LIUKE_DATA_DIR: plain(
    z.string().default('.data'),
    '.data',
    'Folder of the embedded database and of generated secrets.',
    'a folder that this user may write to',
  ),
  DATABASE_URL: secret(
    z.url({ protocol: /^(mysql|mariadb)$/ }).optional(),
    'MariaDB instead of the embedded database: mariadb://user:password@host:3306/liuke',
    'an address such as mariadb://user:password@host:3306/liuke, or leave it out for the embedded database',
  ),
  REDIS_URL: secret(
    z.url({ protocol: /^rediss?$/ }).optional(),
    'A name kept for clusters: nothing uses Redis yet, and several servers share MariaDB alone.',
    'an address such as redis://host:6379, or leave it out',
  ),
  LIUKE_SECRET_KEY: secret(
    rootKey,
    'Root of sessions, codes and sealed values. Generated into the data folder when missing.',
    ROOT_KEY_FIX,
  ),
  LIUKE_HASH_KEY: secret(
    rootKey,
    'Root of the hashes that people are found by. Never change it. Generated like the one above.',
    ROOT_KEY_FIX,
  ),
  LIUKE_SETUP_TOKEN: secret(
    z.string().max(128).optional(),
    'One-time token for making the first operator. Without it a random one is printed at first start.',
    'at most 128 characters, in production at least 16',
  ),
  LIUKE_NAME: plain(
    z.string().max(20).default('留客'),
    '留客',
    'Name of the program, as members see it.',
    'at most 20 characters',
  ),
  LIUKE_TIMEZONE: plain(
    z.string().refine(isTimezone).default(DEFAULT_TIMEZONE),
    DEFAULT_TIMEZONE,
    'Time zone of days where no store is involved.',
    'an IANA name such as Asia/Shanghai',
  ),
  LIUKE_POINT_EXPIRY: plain(
    pointExpiry,
    'next_year_end',
    'When points expire: never, months:12 (1–120) or next_year_end.',
    'never, months:12 (1–120) or next_year_end',
  ),
  LIUKE_POINT_GRACE_DAYS: plain(
    z
      .string()
      .regex(/^([0-9]|[12][0-9]|30)$/)
      .default('7')
      .transform(Number),
    '7',
    'Days that points last which come back after they have expired, once: 0–30, never past 30 days after the first expiry.',
    'a whole number from 0 to 30, or leave it out for 7',
  ),
  LIUKE_ADJUSTMENT_THRESHOLD: plain(
    z
      .string()
      .regex(/^\d{1,8}$/)
      .transform(Number)
      .default(1000),
    '1000',
    'Most points that one operator gives or takes by hand; above it a second one must approve.',
    'a whole number from 0 to 99999999',
  ),
  WECHAT_APPID: plain(someText, '', 'Appid of the mini-program.', 'the appid of the mini-program'),
  WECHAT_SECRET: secret(someText, 'Secret of the mini-program.', 'the secret of the mini-program'),
  WECHAT_BASE_URL: plain(
    webUrl.default('https://api.weixin.qq.com'),
    'https://api.weixin.qq.com',
    'Where WeChat is reached. Production accepts only its own hosts.',
    `one of ${WECHAT_HOSTS.map((host) => `https://${host}`).join(', ')}`,
  ),
  WECHAT_PAGE: plain(
    z
      .string()
      .regex(/^[\w-]+(\/[\w-]+)*$/)
      .default('pages/landing/index'),
    'pages/landing/index',
    'Page of the mini-program that a printed code opens.',
    'a page without a slash at the start, such as pages/landing/index',
  ),
  WECHAT_ENV_VERSION: plain(
    z.enum(['release', 'trial', 'develop']).default('release'),
    'release',
    'Which version of the mini-program a code opens: release, trial or develop.',
    'release, trial or develop',
  ),
  WECHAT_MESSAGE_TOKEN: secret(
    z
      .string()
      .regex(/^[0-9A-Za-z]{3,32}$/)
      .optional(),
    'Token of the message push to /api/v1/wechat/events. Without it no picture of a member ever passes its check.',
    '3 to 32 letters and digits, the same as in the admin console of WeChat',
  ),
  WECHAT_MESSAGE_AES_KEY: secret(
    z
      .string()
      .regex(/^[0-9A-Za-z]{43}$/)
      .optional(),
    'EncodingAESKey of the message push in safe mode, which is the mode to choose.',
    'the 43 letters and digits of the admin console of WeChat',
  ),
  ...PAY_VARIABLES,
  LIUKE_SANDBOX_URL: plain(
    webUrl,
    '',
    'Local sandbox that plays WeChat; wins over WECHAT_*. Refused in production.',
    'a web address such as http://127.0.0.1:3900, or leave it out',
  ),
  LIUKE_PREVIEW: plain(
    onOff,
    '',
    'Launch pad and previews: on or off. On in development unless set, always off in production.',
    'on or off',
  ),
  LIUKE_LOG_LEVEL: plain(
    z.enum(LOG_LEVELS).optional(),
    '',
    `One of ${LOG_LEVELS.join(', ')}; info in production, warn in development, silent in tests, unless set.`,
    `one of ${LOG_LEVELS.join(', ')}`,
  ),
  LIUKE_RATE_LIMITS: plain(
    onOff,
    '',
    'Rate limits, and the lock against guessing passwords of the console: on or off. Off in tests, else on, unless set.',
    'on or off',
  ),
  LIUKE_QUEUE_MAX: plain(
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/)
      .transform(Number)
      .default(10_000),
    '10000',
    'Most changes that wait in a process; who comes to a full queue is told 503 before anything is taken.',
    'a whole number from 1 to 999999',
  ),
  TRUST_PROXY: plain(
    trustProxy,
    'off',
    'Proxies in front of the server whose X-Forwarded-For is believed: off, how many (1–9), or addresses with commas.',
    'off, a number from 1 to 9, or addresses such as 10.0.0.0/8,192.168.1.5',
  ),
  METRICS_TOKEN: secret(
    z.string().min(16).optional(),
    'Bearer token for /metrics. Without one only this machine may read them.',
    'at least 16 characters, or leave it out',
  ),
};

export type Variables = typeof VARIABLES;
export type VariableName = keyof Variables;
export type Values = { readonly [Name in VariableName]: z.output<Variables[Name]['schema']> };
