import {
  routes,
  type BodyInputOf,
  type Problem,
  type ResponseOf,
  type RouteKey,
  type Routes,
} from '../../shared/contract';

interface WireCall<Key extends RouteKey> {
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: BodyInputOf<Routes[Key]>;
}

let serial = 0;
/** Test files that share a process and a server must not share keys. */
const run = `${process.pid}-${Date.now().toString(36)}`;

/** Calls a running server over the network, as a phone would. Never throws on a refusal. */
export async function callWire<Key extends RouteKey>(
  base: string,
  key: Key,
  call: WireCall<Key> = {},
): Promise<{ status: number; body: ResponseOf<Routes[Key]> & Partial<Problem> }> {
  const [method = '', template = ''] = key.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => call.params?.[name] ?? '');
  const query = new URLSearchParams(call.query).toString();
  const headers: Record<string, string> = {};
  if (call.token !== undefined) headers['authorization'] = `Bearer ${call.token}`;
  serial += 1;
  if (routes[key].once) headers['idempotency-key'] = `browser-${run}-${serial}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${base}/api/v1${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

/** A session of the demo's console account: `npm start` has printed it. */
export async function operatorAt({
  url,
  stdout,
}: {
  readonly url: string;
  readonly stdout: string;
}): Promise<string> {
  const [, name = '', password = ''] = /account of the demo: (\S+) \/ (\S+)/.exec(stdout) ?? [];
  const { status, body } = await callWire(url, 'POST /console/sessions', { body: { name, password } });
  if (status >= 300) throw new Error(`${name} cannot sign in: ${status}`);
  return body.token;
}

/** A further session of a demo person: what their phone would hold. */
export async function loginAs(
  base: string,
  persona: string,
): Promise<ResponseOf<Routes['POST /auth/wechat']>> {
  const answer = await fetch(`${base}/preview/session?as=${persona}`);
  if (!answer.ok) throw new Error(`no login code for ${persona}: ${answer.status}`);
  const { js_code } = (await answer.json()) as { js_code: string };
  const { status, body } = await callWire(base, 'POST /auth/wechat', { body: { js_code } });
  if (status !== 200) throw new Error(`${persona} cannot log in: ${status}`);
  return body;
}
