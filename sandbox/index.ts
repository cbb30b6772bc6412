import { createServer, type Server, type ServerResponse, type IncomingMessage } from 'node:http';
import { answerControl, crossOriginHeaders } from './control';
import { json, readAsked, Unreadable, writeAnswer } from './http';
import { type MessageSetting, USUAL_MESSAGES } from './messages';
import { answerPay } from './pay/answering';
import { publicPem } from './pay/keys';
import { type PayOptions } from './pay/options';
import { merchantSettings } from './pay/pay-world';
import { type Clock, isProduction, type Random, systemClock, systemRandom } from './system';
import { answerWechat } from './wechat/answering';
import { type CodeTarget, createWorld, type World } from './world';

export { type Clock, type Random } from './system';
export { type MessageSetting, USUAL_MESSAGES } from './messages';
export { PayKeys } from './pay/keys';
export { RETRY_STEPS_MS } from './pay/notices';
export { type Deliver, type NoticeOnTheWay, type PayOptions } from './pay/options';
export { type CodeTarget } from './world';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Loopback unless said otherwise. */
  readonly host?: string;
  readonly appid: string;
  readonly secret: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** One line for every call answered, and for every bug. Never a secret. */
  readonly log?: (line: string) => void;
  /** The pages that `check_path` finds; without it, every well-formed page is taken for published. */
  readonly publishedPages?: readonly string[];
  /** What a drawn code says to a scanner; without it, `wxacode://<appid>/<page>?scene=…`. */
  readonly codeText?: (target: CodeTarget) => string;
  /** Where messages are pushed to; without it nowhere, until the control surface says where. */
  readonly pushUrl?: string | null;
  /** Token and key of message pushes; those that the server takes from its sandbox, unless said otherwise. */
  readonly messages?: MessageSetting;
  /** How WeChat Pay is played. */
  readonly pay?: PayOptions;
}

/** A sandbox that listens. */
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** The environment variables that tell a server of this sandbox's merchant; its keys are made at the first call. */
  merchant(): Record<string, string>;
  /** The platform certificate of old, as a public key: serial number and PEM. */
  platformCertificate(): { readonly serial: string; readonly pem: string };
  /** Ends every connection, also those left waiting. */
  close(): Promise<void>;
}

/** The sandbox cannot start; the message is one line for people. */
export class SandboxRefused extends Error {}

function usualCodeText(appid: string): (target: CodeTarget) => string {
  return ({ page, scene, env_version: version }) =>
    `wxacode://${appid}/${page}?scene=${encodeURIComponent(scene)}&env_version=${version}`;
}

async function answer(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const asked = await readAsked(request);
  if (asked.path === '/healthz') {
    writeAnswer(response, json(200, { status: 'ok' }));
  } else if (asked.path === '/_control' || asked.path.startsWith('/_control/')) {
    writeAnswer(response, await answerControl(world, asked), crossOriginHeaders(asked));
  } else if (asked.path.startsWith('/v3/')) {
    await answerPay(world, asked, response, closing);
  } else {
    await answerWechat(world, asked, response, closing);
  }
}

/** A caller or a close that goes away is no bug; anything else answers 500 and is told to the log. */
function fail(
  error: unknown,
  response: ServerResponse,
  closing: AbortSignal,
  log: (line: string) => void,
): void {
  if (closing.aborted || response.destroyed || response.socket?.destroyed) {
    response.destroy();
  } else if (error instanceof Unreadable) {
    writeAnswer(response, json(error.status, { error: 'unreadable' }), { connection: 'close' });
  } else {
    log(`sandbox bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    writeAnswer(response, json(500, { error: 'sandbox_bug' }), { connection: 'close' });
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is in use' : error.message;
      reject(new SandboxRefused(`The sandbox cannot listen on ${host}:${port}: ${why}.`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Starts a local server that speaks WeChat's protocol as strictly as the real one, for development and tests.
 * Throws SandboxRefused in production and when the port cannot be had.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (isProduction())
    throw new SandboxRefused(
      'The WeChat sandbox does not run with NODE_ENV=production: it lets anyone log in.',
    );
  const { host = '127.0.0.1', appid, secret, log = () => undefined } = options;
  const world = createWorld({
    appid,
    secret,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    publishedPages: options.publishedPages ? new Set(options.publishedPages) : null,
    codeText: options.codeText ?? usualCodeText(appid),
    pushUrl: options.pushUrl ?? null,
    messages: options.messages ?? USUAL_MESSAGES,
    pay: options.pay ?? {},
  });
  const closing = new AbortController();
  const server = createServer((request, response) => {
    response.on('finish', () => {
      const path = (request.url ?? '/').replace(/\?.*$/s, '');
      log(`${request.method ?? ''} ${path} ${response.statusCode}`);
    });
    answer(world, request, response, closing.signal).catch((error: unknown) => {
      fail(error, response, closing.signal, log);
    });
  });
  // a caller that has just taken an idle connection up would be hung up on: whoever keeps one lets go of it
  server.keepAliveTimeout = 0;
  const port = await listen(server, options.port, host);
  const name = host.includes(':') ? `[${host}]` : host;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      closing.abort();
      world.checks.close();
      world.pushes.close();
      world.pay.notices.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://${name}:${port}`,
    port,
    merchant: () => merchantSettings(world.pay),
    platformCertificate: () => {
      const { certificate } = world.pay.keys;
      return { serial: certificate.serial, pem: publicPem(certificate) };
    },
    close,
  };
}
