import { bodyOf, type ControlRoute, integerOf, malformed, textOf } from './control-input';
import { ControlRefusal } from './control-refusal';
import { FAULT_KINDS, type FaultKind, type FaultWish } from './faults';
import { type Answer, type Asked, decodedPart, json, parseAddress } from './http';
import { SUGGESTIONS, type Suggestion } from './media-checks';
import { PAY_CONTROLS } from './pay/control';
import { NOTICE_FAULTS, PAY_FAULT_KINDS, type PayFaultKind } from './pay/faults';
import { PAY_ROUTES } from './pay/routes';
import { type Person } from './people';
import { WECHAT_ROUTES } from './wechat/routes';
import { type World } from './world';

const ACCOUNT_ID = /^[0-9A-Za-z_-]{6,64}$/;
const PHONE = /^[0-9]{5,15}$/;
const COUNTRY_CODE = /^[1-9][0-9]{0,3}$/;
const CHINA = '86';
const CHINA_MOBILE = /^1[3-9][0-9]{9}$/;
const FAULT_TIMES_MAX = 10_000;
const DELAY_MS_MAX = 60_000;
const DELAY_MS_USUAL = 2000;
const COPIES_MAX = 10;
const RISK_RANK_MAX = 4;
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

function ensurePerson(world: World, wish: { openid?: string; unionid?: string | null }): Person {
  const person = world.people.ensure(wish);
  if (person === 'unionid_taken')
    throw new ControlRefusal(409, 'unionid_taken', 'this unionid belongs to another person');
  return person;
}

function checkOpenid(openid: string): void {
  if (!ACCOUNT_ID.test(openid)) throw malformed(`openid must be like ${ACCOUNT_ID.source}`);
}

function addPerson(world: World, asked: Asked): object {
  const body = bodyOf(asked, ['openid', 'unionid']);
  const openid = textOf(body, 'openid', ACCOUNT_ID);
  const unionid = body.unionid === null ? null : textOf(body, 'unionid', ACCOUNT_ID);
  return ensurePerson(world, {
    ...(openid === undefined ? {} : { openid }),
    ...(unionid === undefined ? {} : { unionid }),
  });
}

/** Someone unknown is made on the spot: a browser keeps its openid longer than the sandbox its memory. */
function addLoginCode(world: World, asked: Asked, openid: string): object {
  checkOpenid(openid);
  bodyOf(asked, []);
  const person = ensurePerson(world, { openid });
  return { js_code: world.loginCodes.issue(person.openid) };
}

function addPhoneCode(world: World, asked: Asked, openid: string): object {
  checkOpenid(openid);
  const body = bodyOf(asked, ['phone', 'country_code']);
  const phone = textOf(body, 'phone', PHONE);
  const countryCode = textOf(body, 'country_code', COUNTRY_CODE) ?? CHINA;
  if (phone === undefined) throw malformed('phone is missing');
  if (countryCode === CHINA && !CHINA_MOBILE.test(phone))
    throw malformed('phone must be a mobile number of 11 digits');
  const person = ensurePerson(world, { openid });
  const grant = { openid: person.openid, pure: phone, country_code: countryCode };
  return { code: world.phoneCodes.issue(grant) };
}

/** How risky WeChat takes somebody to be from now on. */
function setRiskRank(world: World, asked: Asked, openid: string): object {
  checkOpenid(openid);
  const body = bodyOf(asked, ['rank']);
  if (body.rank === undefined) throw malformed('rank is missing');
  const risk = { openid, rank: integerOf(body, 'rank', 0, RISK_RANK_MAX, 0) };
  ensurePerson(world, { openid });
  world.riskRanks.set(openid, risk.rank);
  return risk;
}

function isFaultKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some((kind) => kind === value);
}

function isPayFaultKind(value: unknown): value is PayFaultKind {
  return PAY_FAULT_KINDS.some((kind) => kind === value);
}

/** Everything that a fault can be wished for: WeChat's calls, WeChat Pay's calls, its notices. */
const PAY_PATHS = [...PAY_ROUTES.map((route) => route.path), NOTICE_FAULTS];
const FAULT_PATHS = [...WECHAT_ROUTES.keys(), ...PAY_PATHS];

function addFault(world: World, asked: Asked): object {
  const body = bodyOf(asked, ['path', 'kind', 'times', 'delay_ms']);
  const { path, kind } = body;
  if (typeof path !== 'string' || !FAULT_PATHS.includes(path))
    throw malformed(`path must be one of ${FAULT_PATHS.join(' ')}`);
  const times = integerOf(body, 'times', 1, FAULT_TIMES_MAX);
  const more = { path, times, delay_ms: integerOf(body, 'delay_ms', DELAY_MS_USUAL, DELAY_MS_MAX) };
  const added = PAY_PATHS.includes(path) ? addPayFault(world, kind, more) : addWechatFault(world, kind, more);
  if (!added) throw new ControlRefusal(429, 'too_many_faults', 'too many faults are waiting');
  return { path, kind, times };
}

type FaultDetails = Omit<FaultWish, 'kind'>;

function addWechatFault(world: World, kind: unknown, more: FaultDetails): boolean {
  if (!isFaultKind(kind)) throw malformed(`kind must be one of ${FAULT_KINDS.join(' ')}`);
  return world.faults.add({ ...more, kind });
}

function addPayFault(world: World, kind: unknown, more: FaultDetails): boolean {
  if (!isPayFaultKind(kind)) throw malformed(`kind must be one of ${PAY_FAULT_KINDS.join(' ')}`);
  return world.pay.faults.add({ ...more, kind });
}

function isSuggestion(value: unknown): value is Suggestion {
  return SUGGESTIONS.some((one) => one === value);
}

/** What the next check of a picture comes to: `copies` 0 never tells, 2 tells twice. */
function addCheck(world: World, asked: Asked): object {
  const body = bodyOf(asked, ['suggest', 'delay_ms', 'copies', 'forged']);
  const { suggest = 'pass', forged = false } = body;
  if (!isSuggestion(suggest)) throw malformed(`suggest must be one of ${SUGGESTIONS.join(' ')}`);
  if (typeof forged !== 'boolean') throw malformed('forged must be true or false');
  const copies = integerOf(body, 'copies', 1, COPIES_MAX, 0);
  const delayMs = integerOf(body, 'delay_ms', 0, DELAY_MS_MAX, 0);
  const wish = { suggest, copies, forged, delay_ms: delayMs };
  if (!world.checks.wish(wish))
    throw new ControlRefusal(429, 'too_many_wishes', 'too many wishes are waiting');
  return wish;
}

/** Where messages go from now on; null sends none. */
function setTarget(world: World, asked: Asked): object {
  const { url } = bodyOf(asked, ['url']);
  const address = typeof url === 'string' ? parseAddress(url) : undefined;
  if (url !== null && !LOOPBACK_HOSTS.has(address?.hostname ?? ''))
    throw malformed('url must be an address of this machine, or null');
  world.pushes.target = url === null ? null : String(address);
  return { url: world.pushes.target };
}

function listPushes(world: World): object {
  return { pushes: world.pushes.list() };
}

function listCalls(world: World, asked: Asked): object {
  return { calls: world.calls.list(asked.query.get('path')), total: world.calls.total() };
}

const ROUTES: readonly ControlRoute[] = [
  { method: 'POST', path: /^\/_control\/people$/, handle: addPerson },
  { method: 'POST', path: /^\/_control\/people\/([^/]+)\/login-codes$/, handle: addLoginCode },
  { method: 'POST', path: /^\/_control\/people\/([^/]+)\/phone-codes$/, handle: addPhoneCode },
  { method: 'POST', path: /^\/_control\/people\/([^/]+)\/risk-ranks$/, handle: setRiskRank },
  { method: 'POST', path: /^\/_control\/faults$/, handle: addFault },
  { method: 'GET', path: /^\/_control\/calls$/, handle: listCalls },
  { method: 'POST', path: /^\/_control\/media-checks$/, handle: addCheck },
  { method: 'POST', path: /^\/_control\/push-target$/, handle: setTarget },
  { method: 'GET', path: /^\/_control\/pushes$/, handle: listPushes },
  ...PAY_CONTROLS,
];

async function dispatch(world: World, asked: Asked): Promise<object> {
  const matches = ROUTES.map((route) => ({ route, found: route.path.exec(asked.path) }));
  const known = matches.filter((match) => match.found !== null);
  const match = known.find(({ route }) => route.method === asked.method);
  if (!match)
    throw known.length > 0
      ? new ControlRefusal(405, 'method_not_allowed', `not by ${asked.method}`)
      : new ControlRefusal(404, 'not_found', 'no such control');
  const name = decodedPart(match.found?.[1] ?? '');
  return await match.route.handle(world, asked, name);
}

function isLoopback(origin: string): boolean {
  const address = parseAddress(origin);
  return address !== undefined && LOOPBACK_HOSTS.has(address.hostname);
}

/** What a browser page on this machine, on whatever port, must be told to let it in. */
export function crossOriginHeaders(asked: Asked): Record<string, string> {
  if (asked.origin === null || !isLoopback(asked.origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': asked.origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
  };
}

function isAnswer(value: object): value is Answer {
  return 'contentType' in value;
}

/**
 * The control surface under /_control: makes people and codes, wishes for faults, tells what was asked.
 * A browser page from anywhere but this machine is turned away, so that no web site can play WeChat.
 */
export async function answerControl(world: World, asked: Asked): Promise<Answer> {
  if (asked.origin !== null && !isLoopback(asked.origin))
    return json(403, { error: 'foreign_origin', detail: 'only pages of this machine may do this' });
  if (asked.method === 'OPTIONS') return { status: 204, contentType: 'text/plain', body: '' };
  try {
    const done = await dispatch(world, asked);
    return isAnswer(done) ? done : json(200, done);
  } catch (error) {
    if (error instanceof ControlRefusal)
      return json(error.status, { error: error.code, detail: error.message });
    throw error;
  }
}
