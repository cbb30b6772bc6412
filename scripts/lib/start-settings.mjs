import path from 'node:path';
import { root } from './paths.mjs';
import { nextFreePort } from './ports.mjs';
import { Refusal } from './refusal.mjs';

function readPort() {
  const text = process.env.PORT || '3000';
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`PORT must be a number between 1 and 65535, not "${text}".`);
}

function readArguments(args) {
  const unknown = args.find((arg) => arg !== '--reset');
  if (unknown) throw new Refusal(`npm start knows only --reset, not "${unknown}".`);
  const reset = args.includes('--reset');
  if (reset && process.env.DATABASE_URL) {
    throw new Refusal(
      '--reset empties the embedded database only; DATABASE_URL is set, so empty that one yourself.',
    );
  }
  return reset;
}

/**
 * What this start is to be: from the arguments and the environment, with the defaults filled in. Everything else
 * that the server reads from the environment is the server's to check.
 */
export function readStart(args) {
  return {
    reset: readArguments(args),
    port: readPort(),
    dataFolder: path.resolve(root, process.env.LIUKE_DATA_DIR || '.data'),
    nodeEnv: process.env.NODE_ENV || 'development',
  };
}

/**
 * The variables of the sandbox's own merchant of WeChat Pay, whose keys it makes anew at every start. They win over those
 * of this shell: against the sandbox nothing of a real account is used.
 */
export async function sandboxMerchant(sandboxUrl, port) {
  const answer = await fetch(`${sandboxUrl}/_control/merchant`, { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok)
    throw new Refusal(`The sandbox did not hand over the keys of its merchant (${answer.status}).`);
  return {
    ...(await answer.json()),
    WECHATPAY_CERTIFICATES: '',
    WECHATPAY_NOTIFY_URL: `http://127.0.0.1:${port}/api/v1/wechat/pay/notices`,
  };
}

/** The environment of the server, its command line and the sandbox; `sandboxPort` undefined means none is started. */
export async function serverEnvironment({ port, dataFolder, nodeEnv }) {
  const wantsSandbox = nodeEnv !== 'production' && !process.env.LIUKE_SANDBOX_URL;
  const sandboxPort = wantsSandbox ? await nextFreePort(port + 1, '127.0.0.1') : undefined;
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: nodeEnv,
    PORT: String(port),
    LIUKE_DATA_DIR: dataFolder,
    ...(sandboxPort && { LIUKE_SANDBOX_URL: `http://127.0.0.1:${sandboxPort}` }),
  };
  return { env, url, sandboxPort };
}
