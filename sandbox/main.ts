import { SandboxRefused, startSandbox } from './index';

const USUAL_PORT = 3010;
const PORT_MAX = 65_535;

function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') return USUAL_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > PORT_MAX)
    throw new SandboxRefused(
      `LIUKE_SANDBOX_PORT must be a port number from 0 to ${PORT_MAX}, not "${text}".`,
    );
  return port;
}

/**
 * Runs the sandbox until Ctrl-C. LIUKE_SANDBOX_PORT, WECHAT_APPID and WECHAT_SECRET change its setting; messages are
 * pushed to LIUKE_SANDBOX_PUSH_URL.
 */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const sandbox = await startSandbox({
    port: portFrom(env.LIUKE_SANDBOX_PORT),
    appid: env.WECHAT_APPID ?? 'wx-sandbox-app',
    secret: env.WECHAT_SECRET ?? 'sandbox-secret',
    pushUrl: env.LIUKE_SANDBOX_PUSH_URL ?? null,
    log: (line) => {
      console.log(line);
    },
  });
  console.log(`WeChat sandbox: ${sandbox.url}`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main(process.env).catch((error: unknown) => {
  console.error(error instanceof SandboxRefused ? error.message : error);
  process.exitCode = 1;
});
