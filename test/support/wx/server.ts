import { mkdirSync } from 'node:fs';
import { Command, dataFolder, freePort, processesOf } from '../browser-start';

const UP_MS = 60_000;
const DOWN_MS = 60_000;

/** Where the tests find the server that was started for all of them, as JSON. */
export const SERVER_VARIABLE = 'LIUKE_TEST_WX_SERVER';

/** The server, its sandbox and the demo shop, without the h5 preview that `npm start` would build. */
export interface WxWorld {
  readonly url: string;
  readonly sandbox: string;
  readonly folder: string;
  /** The demo's console account. */
  readonly operator: { readonly name: string; readonly password: string };
}

export interface WxServer extends WxWorld {
  stop(): Promise<void>;
}

/** The server of the project `weapp`. @throws Error outside of that project */
export function sharedWorld(): WxWorld {
  const said = process.env[SERVER_VARIABLE];
  if (said === undefined) throw new Error('only the jest project weapp starts a server for phones');
  return JSON.parse(said) as WxWorld;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function up(command: Command, url: string): Promise<void> {
  const end = performance.now() + UP_MS;
  while (!(await answers(url))) {
    if (command.over || performance.now() > end) {
      command.interrupt();
      throw new Error(`nothing answers at ${url}:\n${command.everything}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The variables of the sandbox's merchant of WeChat Pay, as `npm start` gives them to its server. */
async function merchantOf(sandbox: string, server: string): Promise<Record<string, string>> {
  const merchant = (await (await fetch(`${sandbox}/_control/merchant`)).json()) as Record<string, string>;
  return { ...merchant, WECHATPAY_NOTIFY_URL: `${server}/api/v1/wechat/pay/notices` };
}

/** Starts all that a phone talks to, on a folder of its own. @throws Error with what was said when it does not start */
export async function startWxServer(): Promise<WxServer> {
  const data = dataFolder();
  mkdirSync(data.path, { recursive: true });
  const port = await freePort();
  const sandboxPort = await freePort();
  const sandbox = `http://127.0.0.1:${sandboxPort}`;
  const url = `http://127.0.0.1:${port}`;
  const env: Record<string, string> = {
    NODE_ENV: 'development',
    PORT: String(port),
    LIUKE_DATA_DIR: data.path,
    LIUKE_SANDBOX_PORT: String(sandboxPort),
    LIUKE_SANDBOX_URL: sandbox,
    // many phones, one address
    LIUKE_RATE_LIMITS: 'off',
  };
  const node = (...args: readonly string[]): Command => new Command(process.execPath, args, env);
  const running: Command[] = [];
  const stop = async (): Promise<void> => {
    const late = setTimeout(() => {
      for (const pid of processesOf(data.path)) process.kill(pid, 'SIGKILL');
    }, DOWN_MS);
    for (const one of running.reverse()) {
      one.interrupt();
      await one.ended;
    }
    clearTimeout(late);
    data.remove();
  };
  const start = async (title: string, ready: string): Promise<void> => {
    const command = node(`dist/node/${title}/main.js`);
    running.push(command);
    await up(command, ready);
  };
  try {
    await start('sandbox', `${sandbox}/healthz`);
    Object.assign(env, await merchantOf(sandbox, url));
    const cli = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await node('dist/node/server/cli/main.js', ...args).ended;
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
      return stdout;
    };
    await cli('migrate');
    const [, name = '', password = ''] = /account of the demo: (\S+) \/ (\S+)/.exec(await cli('seed')) ?? [];
    await start('server', `${url}/readyz`);
    return { url, sandbox, folder: data.path, operator: { name, password }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Someone in the sandbox's WeChat: what wx.login answers on their phone. @throws Error when the sandbox refuses */
export async function loginCode(sandbox: string, openid: string): Promise<string> {
  const answer = await fetch(`${sandbox}/_control/people/${openid}/login-codes`, { method: 'POST' });
  const { js_code: code } = (await answer.json()) as { js_code?: string };
  if (code === undefined) throw new Error(`the sandbox gives ${openid} no login code: ${answer.status}`);
  return code;
}
