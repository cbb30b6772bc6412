import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, envExample, loadConfig, type Environment } from '../../../server/platform/config';
import { VARIABLES } from '../../../server/platform/config/variables';
import { SeededRandom } from '../../../server/platform/random';

const KEYS = { LIUKE_SECRET_KEY: 's'.repeat(32), LIUKE_HASH_KEY: 'h'.repeat(32) };
const PRODUCTION = { ...KEYS, NODE_ENV: 'production', LIUKE_PUBLIC_URL: 'https://vip.example.com' };

function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('need nothing but keys in development', () => {
    const config = loadConfig({ ...KEYS });
    expect(config).toMatchObject({
      env: 'development',
      port: 3000,
      host: '127.0.0.1',
      public_url: 'http://localhost:3000',
      database_url: null,
      preview: true,
      rate_limits: true,
      trust_proxy: false,
      log_level: 'warn',
      program: {
        name: '留客',
        timezone: 'Asia/Shanghai',
        point_expiry: { kind: 'next_year_end' },
        point_grace_days: 7,
        adjustment_threshold: 1000,
      },
      wechat: { base_url: 'https://api.weixin.qq.com', credentials: false },
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(JSON.stringify({ config })).not.toContain(KEYS.LIUKE_SECRET_KEY);
  });

  it('take an empty variable for one left out', () => {
    expect(loadConfig({ ...KEYS, PORT: ' ', DATABASE_URL: '' })).toMatchObject({
      port: 3000,
      database_url: null,
    });
  });

  it('let the sandbox stand in for WeChat, but not in production', () => {
    const url = 'http://127.0.0.1:3900/';
    const real = { WECHAT_APPID: 'wx1', WECHAT_SECRET: 'x' };
    expect(loadConfig({ ...KEYS, ...real, LIUKE_SANDBOX_URL: url }).wechat).toMatchObject({
      base_url: 'http://127.0.0.1:3900',
      appid: 'wx-sandbox-app',
      secret: 'sandbox-secret',
      credentials: true,
    });
    expect(problemsOf({ ...PRODUCTION, LIUKE_SANDBOX_URL: url })).toEqual([
      'LIUKE_SANDBOX_URL is set in production, where everything must be real: remove it.',
    ]);
  });

  it('refuse in production what is not official, missing or weak', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
    expect(loadConfig({ ...PRODUCTION, LIUKE_PREVIEW: 'on' })).toMatchObject({
      preview: false,
      host: '0.0.0.0',
    });
    const problems = problemsOf({
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://u:p@db/liuke',
      WECHAT_BASE_URL: 'https://api.weixin.qq.com.evil.example',
      LIUKE_SETUP_TOKEN: 'short',
    });
    expect(problems.map((line) => line.split(' ')[0])).toEqual([
      'WECHAT_BASE_URL',
      'LIUKE_PUBLIC_URL',
      'LIUKE_SETUP_TOKEN',
      'LIUKE_SECRET_KEY',
      'LIUKE_HASH_KEY',
    ]);
  });

  it.each([
    ['https://api.weixin.qq.com', true],
    ['https://api2.weixin.qq.com/', true],
    ['https://api.weixin.qq.com:443', true],
    ['http://api.weixin.qq.com', false],
    ['https://api.weixin.qq.com:8443', false],
    ['https://api.weixin.qq.com@example.com', false],
    ['https://user@api.weixin.qq.com', false],
    ['https://api.weixin.qq.com/proxy', false],
    ['https://api.weixin.qq.com?x=1', false],
    ['http://127.0.0.1:3010', false],
  ])('call WeChat in production at its own address alone (%s)', (url, isOwn) => {
    const problems = problemsOf({ ...PRODUCTION, WECHAT_BASE_URL: url });
    expect(problems.map((line) => line.split(' ')[0])).toEqual(isOwn ? [] : ['WECHAT_BASE_URL']);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['NODE_ENV', 'prod'],
    ['LIUKE_PUBLIC_URL', 'vip.example.com'],
    ['LIUKE_PUBLIC_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'postgres://h/x'],
    ['REDIS_URL', 'http://h'],
    ['LIUKE_SECRET_KEY', 'short'],
    ['LIUKE_TIMEZONE', 'Asia/Shangai'],
    ['LIUKE_POINT_EXPIRY', 'months:0'],
    ['LIUKE_POINT_EXPIRY', 'months:121'],
    ['WECHAT_PAGE', '/pages/landing/index'],
    ['LIUKE_PREVIEW', 'true'],
    ['LIUKE_LOG_LEVEL', 'verbose'],
    ['TRUST_PROXY', 'true'],
    ['METRICS_TOKEN', 'short'],
  ])('name a wrong %s with its fix (%s)', (name, value) => {
    const problems = problemsOf({ ...KEYS, [name]: value });
    expect(problems).toHaveLength(1);
    const variable = VARIABLES[name as keyof typeof VARIABLES];
    expect(problems[0]).toContain(`set it to ${variable.fix}.`);
    expect(problems[0]!.startsWith(`${name} `)).toBe(true);
    expect(problems[0]).not.toContain('\n');
    if (variable.secret) expect(problems[0]).not.toContain(value);
  });

  it('name all wrong ones at once, and a lonely half of a pair', () => {
    expect(problemsOf({ PORT: 'x', TRUST_PROXY: 'x' })).toHaveLength(2);
    expect(problemsOf({ ...KEYS, WECHAT_APPID: 'wx1' })[0]).toMatch(/^WECHAT_APPID and WECHAT_SECRET/);
  });

  it.each([
    ['never', { kind: 'never' }],
    ['months:12', { kind: 'months', months: 12 }],
    ['next_year_end', { kind: 'next_year_end' }],
  ])('read the expiry %s', (text, expiry) => {
    expect(loadConfig({ ...KEYS, LIUKE_POINT_EXPIRY: text }).program.point_expiry).toEqual(expiry);
  });

  it.each([
    ['off', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('read the proxies %s', (text, proxies) => {
    expect(loadConfig({ ...KEYS, TRUST_PROXY: text }).trust_proxy).toEqual(proxies);
  });

  it('are all in .env.example, none of them switched on', () => {
    const text = envExample();
    for (const name of Object.keys(VARIABLES)) expect(text).toContain(`#${name}=`);
    expect(text.split('\n').every((line) => line === '' || line.startsWith('#'))).toBe(true);
  });
});

describe('generated root keys', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liuke-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made once, for the owner only, and found again', () => {
    const env = { LIUKE_DATA_DIR: join(folder, 'deep', 'data') };
    const first = loadConfig(env, new SeededRandom('a'));
    const again = loadConfig(env, new SeededRandom('b'));
    expect(again.secret_key).toBe(first.secret_key);
    expect(again.hash_key).toBe(first.hash_key);
    expect(first.secret_key).not.toBe(first.hash_key);
    expect(readdirSync(env.LIUKE_DATA_DIR)).toEqual(['secrets.json']);
    expect(statSync(join(env.LIUKE_DATA_DIR, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('give way to one that is set', () => {
    const config = loadConfig({ LIUKE_DATA_DIR: folder, LIUKE_SECRET_KEY: KEYS.LIUKE_SECRET_KEY });
    expect(config.secret_key).toBe(KEYS.LIUKE_SECRET_KEY);
    expect(config.hash_key).toHaveLength(43);
  });

  it('are never replaced when the file is damaged', () => {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, '{"secret_key":');
    expect(problemsOf({ LIUKE_DATA_DIR: folder })[0]).toMatch(/secrets\.json is damaged/);
    expect(readFileSync(file, 'utf8')).toBe('{"secret_key":');
  });

  it('say so in one line when the folder is a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const problems = problemsOf({ LIUKE_DATA_DIR: file });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^LIUKE_DATA_DIR is /);
  });
});
