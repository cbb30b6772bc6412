import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Random, SystemRandom } from '../random';
import { Config, ConfigError, type LogLevel, type WechatConfig } from './config';
import { payConfig, payProblems } from './pay';
import { ensureSecrets } from './secrets';
import { type Variable } from './variable';
import { VARIABLES, WECHAT_HOSTS, type Values, type VariableName } from './variables';

export type Environment = Readonly<Record<string, string | undefined>>;

const SETUP_TOKEN_MIN = 16;
/** The app that the sandbox plays WeChat for, unless it is told of another. */
const SANDBOX_APP = {
  appid: 'wx-sandbox-app',
  secret: 'sandbox-secret',
  message_token: 'sandboxMessageToken',
  message_aes_key: 'sandboxMessageKeyOfFortyThreeCharacters0123',
};
const LEVEL_OF: Readonly<Record<Config['env'], LogLevel>> = {
  development: 'warn',
  test: 'silent',
  production: 'info',
};

/** The variables of this process, over those of a `.env` file in the working directory if there is one. */
export function processEnvironment(): Environment {
  const file = resolve('.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...process.env } : process.env;
}

/**
 * Reads, checks and freezes all settings. Root keys that may be missing are made once in the data folder, which
 * is created when needed; nothing else is written.
 * @throws ConfigError with every problem found
 */
export function loadConfig(
  environment: Environment = processEnvironment(),
  random: Random = new SystemRandom(),
): Config {
  const { values, problems } = readValues(environment);
  if (!values) throw new ConfigError(problems);
  const crossed = crossProblems(values);
  if (crossed.length > 0) throw new ConfigError(crossed);
  const dataDir = resolve(values.LIUKE_DATA_DIR);
  const { LIUKE_SECRET_KEY: secretKey, LIUKE_HASH_KEY: hashKey } = values;
  const keys =
    secretKey !== undefined && hashKey !== undefined
      ? { secret_key: secretKey, hash_key: hashKey }
      : ensureSecrets(dataDir, random);
  return assemble(values, dataDir, {
    secret_key: secretKey ?? keys.secret_key,
    hash_key: hashKey ?? keys.hash_key,
  });
}

function readValues(environment: Environment): { values: Values | null; problems: string[] } {
  const problems: string[] = [];
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const [name, variable] of Object.entries(VARIABLES) as [VariableName, Variable][]) {
    // An empty variable is one that was left out.
    const text = environment[name]?.trim() ?? '';
    const parsed = variable.schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(complaint(name, variable, text));
  }
  return { values: problems.length === 0 ? (values as Values) : null, problems };
}

function complaint(name: string, variable: Variable, text: string): string {
  // A key may have been put in the wrong variable.
  const what =
    variable.secret || text.includes('-----BEGIN')
      ? 'cannot be used'
      : `is ${JSON.stringify(text)}, which cannot be used`;
  return `${name} ${what}: set it to ${variable.fix}.`;
}

/** What is wrong only in view of other variables. */
function crossProblems(values: Values): string[] {
  const problems: string[] = [];
  if (isPair(values.WECHAT_APPID, values.WECHAT_SECRET)) {
    problems.push('WECHAT_APPID and WECHAT_SECRET belong together: set both, or neither.');
  }
  if (values.WECHAT_MESSAGE_AES_KEY !== undefined && values.WECHAT_MESSAGE_TOKEN === undefined) {
    problems.push('WECHAT_MESSAGE_AES_KEY needs WECHAT_MESSAGE_TOKEN beside it: set both, or neither.');
  }
  problems.push(...payProblems(values));
  return values.NODE_ENV === 'production' ? [...problems, ...productionProblems(values)] : problems;
}

/** Whether exactly one of two is there. */
function isPair(one: string | undefined, other: string | undefined): boolean {
  return (one === undefined) !== (other === undefined);
}

function productionProblems(values: Values): string[] {
  const problems: string[] = [];
  if (values.LIUKE_SANDBOX_URL !== undefined) {
    problems.push('LIUKE_SANDBOX_URL is set in production, where everything must be real: remove it.');
  }
  if (!isOfficial(values.WECHAT_BASE_URL)) {
    problems.push(
      `WECHAT_BASE_URL is not WeChat's own: set it to ${VARIABLES.WECHAT_BASE_URL.fix}, or leave it out.`,
    );
  }
  if (values.LIUKE_PUBLIC_URL === undefined) {
    problems.push(`LIUKE_PUBLIC_URL is missing: in production set it to ${VARIABLES.LIUKE_PUBLIC_URL.fix}.`);
  }
  if (values.LIUKE_SETUP_TOKEN !== undefined && values.LIUKE_SETUP_TOKEN.length < SETUP_TOKEN_MIN) {
    problems.push(
      `LIUKE_SETUP_TOKEN is too short: in production use at least ${SETUP_TOKEN_MIN} characters.`,
    );
  }
  for (const name of ['LIUKE_SECRET_KEY', 'LIUKE_HASH_KEY'] as const) {
    if (values.DATABASE_URL === undefined || values[name] !== undefined) continue;
    problems.push(
      `${name} is missing: several processes must share it, so set it to ${VARIABLES[name].fix}.`,
    );
  }
  return problems;
}

/** One of WeChat's own addresses and nothing besides: the app's secret must not go to a stranger, nor down a path. */
function isOfficial(url: string): boolean {
  return WECHAT_HOSTS.some((host) => new URL(url).href === `https://${host}/`);
}

function assemble(values: Values, dataDir: string, keys: { secret_key: string; hash_key: string }): Config {
  const env = values.NODE_ENV;
  const wechat = Object.freeze(wechatConfig(values));
  const publicUrl = values.LIUKE_PUBLIC_URL ?? `http://localhost:${values.PORT}`;
  const pay = payConfig(values, wechat.appid, publicUrl);
  return new Config({
    env,
    port: values.PORT,
    host: values.LIUKE_HOST ?? (env === 'production' ? '0.0.0.0' : '127.0.0.1'),
    data_dir: dataDir,
    database_url: values.DATABASE_URL ?? null,
    sandbox_url: values.LIUKE_SANDBOX_URL ?? null,
    public_url: publicUrl,
    setup_token: values.LIUKE_SETUP_TOKEN ?? null,
    ...keys,
    program: Object.freeze({
      name: values.LIUKE_NAME,
      timezone: values.LIUKE_TIMEZONE,
      point_expiry: Object.freeze(values.LIUKE_POINT_EXPIRY),
      point_grace_days: values.LIUKE_POINT_GRACE_DAYS,
      adjustment_threshold: values.LIUKE_ADJUSTMENT_THRESHOLD,
    }),
    wechat,
    pay: pay && Object.freeze(pay),
    preview: env !== 'production' && (values.LIUKE_PREVIEW ?? env === 'development'),
    log_level: values.LIUKE_LOG_LEVEL ?? LEVEL_OF[env],
    trust_proxy: values.TRUST_PROXY,
    metrics_token: values.METRICS_TOKEN ?? null,
    rate_limits: values.LIUKE_RATE_LIMITS ?? env !== 'test',
    queue_max: values.LIUKE_QUEUE_MAX,
  });
}

function wechatConfig(values: Values): WechatConfig {
  const page = { page: values.WECHAT_PAGE, env_version: values.WECHAT_ENV_VERSION };
  if (values.LIUKE_SANDBOX_URL !== undefined) {
    return { base_url: values.LIUKE_SANDBOX_URL, ...SANDBOX_APP, ...page, credentials: true };
  }
  const appid = values.WECHAT_APPID ?? '';
  return {
    base_url: values.WECHAT_BASE_URL,
    appid,
    secret: values.WECHAT_SECRET ?? '',
    ...page,
    message_token: values.WECHAT_MESSAGE_TOKEN ?? null,
    message_aes_key: values.WECHAT_MESSAGE_AES_KEY ?? null,
    credentials: appid !== '',
  };
}
