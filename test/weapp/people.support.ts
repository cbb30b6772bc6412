import { randomBytes } from 'node:crypto';
import { zhCN as t } from '@/texts/zh-CN';
import { callWire } from '../support/browser-api';
import type { HostOptions } from '../support/wx/host';
import { WxPhone } from '../support/wx/phone';
import { loginCode, sharedWorld } from '../support/wx/server';

/** How many times faster than ours the phones' timers run: the app's own waits cost a tenth. */
export const SPEED = 10;

export const world = sharedWorld();

const phones = new Set<WxPhone>();

/** Someone WeChat has not seen before. */
export function newOpenid(): string {
  return `weapp-${randomBytes(8).toString('hex')}`;
}

/** A phone of a person of the sandbox's WeChat; ended after the test. */
export function phoneOf(openid: string, options: Partial<HostOptions> = {}): WxPhone {
  const phone = new WxPhone({
    server: world.url,
    speed: SPEED,
    ...options,
    answers: { login: async () => ({ code: await loginCode(world.sandbox, openid) }), ...options.answers },
  });
  phones.add(phone);
  return phone;
}

/** Ends the phones of a test; answers what was wrong with them. */
export function endPhones(): string[] {
  const wrong = [...phones].flatMap((phone) => phone.log.verdict());
  for (const phone of phones) phone.end();
  phones.clear();
  return wrong;
}

/** After every test of a file: no phone may have complained. */
export function watchPhones(): void {
  afterEach(() => {
    expect(endPhones()).toEqual([]);
  });
}

/** A further session of a person, as the API sees them. */
export async function asPerson(openid: string): Promise<string> {
  const body = { js_code: await loginCode(world.sandbox, openid) };
  const { status, body: answer } = await callWire(world.url, 'POST /auth/wechat', { body });
  if (status !== 200) throw new Error(`${openid} cannot log in: ${status}`);
  return answer.token;
}

/** What somebody has after all: points, every change of them, how many coupons of each kind. */
export interface Holdings {
  readonly points: number;
  /** Changes of the balance, oldest first. */
  readonly changes: readonly number[];
  readonly coupons: { readonly usable: number; readonly used: number; readonly expired: number };
}

/** Reads it through the API, behind the app's back. */
export async function holdingsOf(openid: string): Promise<Holdings> {
  const token = await asPerson(openid);
  const points = await callWire(world.url, 'GET /me/points', { token });
  const lines = await callWire(world.url, 'GET /me/points/transfers', { token, query: { limit: '50' } });
  const coupons = await callWire(world.url, 'GET /me/coupons', { token });
  return {
    points: points.body.balance,
    changes: lines.body.items.map((line) => line.points).reverse(),
    coupons: coupons.body.counts,
  };
}

let operator: Promise<string> | undefined;

/** Token of the demo's console account. */
export async function asOperator(): Promise<string> {
  operator ??= callWire(world.url, 'POST /console/sessions', { body: world.operator }).then(
    ({ body }) => body.token,
  );
  return operator;
}

/** A new clerk of the demo shop's first store, who sees only what they did themselves. @returns their openid */
export async function hireClerk(): Promise<string> {
  const { body: stores } = await callWire(world.url, 'GET /stores');
  const { body: staff } = await callWire(world.url, 'POST /console/staff', {
    token: await asOperator(),
    body: { name: '小林', role: 'clerk', store_ids: [stores.items[0]!.id] },
  });
  const openid = newOpenid();
  const { status } = await callWire(world.url, 'POST /staff/bindings', {
    token: await asPerson(openid),
    body: { invitation: staff.invitation.code },
  });
  if (status >= 300) throw new Error(`nobody could be hired: ${status}`);
  return openid;
}

/** The code at the door of a store of the demo shop. */
export async function doorCode(): Promise<string> {
  const pad = await (await fetch(`${world.url}/`)).text();
  const scene = /data-scene="([^"]+)"/.exec(pad)?.[1];
  if (scene === undefined) throw new Error('the demo shop has no code');
  return scene;
}

/** The app's own words. */
export { t };
