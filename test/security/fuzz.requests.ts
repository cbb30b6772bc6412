import { routeOf, type RouteKey } from '../../shared/contract';
import type { SeededRandom } from '../../server/platform/random';
import { BODY_LIMIT_BYTES } from '../../server/platform/http';
import { partsOf, ROUTE_KEYS } from '../support/requests';
import type { GoodRequest } from '../api/edge.support';
import { CHARACTERS, FRAMING, HEADERS, METHODS, NUMBERS, QUERIES, SEGMENTS, TEXTS } from './fuzz.values';

/** A request as it is sent. */
export interface FuzzRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string | string[]>;
  readonly payload: Buffer | undefined;
}

/** Requests of one seed. Every one that could change something has a fault that must stop it. */
export class Fuzz {
  constructor(
    private readonly random: SeededRandom,
    private readonly good: Readonly<Record<RouteKey, GoodRequest>>,
  ) {}

  next(): FuzzRequest {
    const drawn = this.pick(ROUTE_KEYS);
    // a picture is drawn at every request: that is tried seldom
    const route = drawn.endsWith('.png') && this.random.int(10) > 0 ? this.pick(ROUTE_KEYS) : drawn;
    const reads = route.startsWith('GET ');
    const base = this.base(route);
    const faulty = reads ? base : this.withFault(route, base);
    return this.oddly(faulty, reads);
  }

  private base(route: RouteKey): FuzzRequest {
    const { method, path } = partsOf(route);
    const { token, params, query, body } = this.good[route];
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const text = new URLSearchParams(query).toString();
    const headers: FuzzRequest['headers'] = { 'idempotency-key': `fuzz-${this.random.text(12)}` };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return { method, url: `/api/v1${url}${text === '' ? '' : `?${text}`}`, headers, payload };
  }

  /** A fault beyond doubt, by who asks, by what is asked, or by how. */
  private withFault(route: RouteKey, base: FuzzRequest): FuzzRequest {
    const { once, audience } = routeOf(route);
    const faults: (() => FuzzRequest)[] = [() => this.badBody(base)];
    if (once)
      faults.push(() =>
        this.with(base, 'idempotency-key', this.pick(['', 'short', 'x'.repeat(65), 'a b c d e f'])),
      );
    if (audience !== 'public') faults.push(() => this.with(base, 'authorization', this.badToken()));
    return this.pick(faults)();
  }

  private badToken(): string {
    const tokens = ROUTE_KEYS.map((route) => this.good[route].token ?? 'none');
    const token = this.pick(tokens);
    const at = this.random.int(token.length);
    const cut = [
      token.slice(0, at),
      `${token}x`,
      token.slice(1),
      `${token.slice(0, at)}\u00e9${token.slice(at + 1)}`,
    ];
    return `Bearer ${this.pick([...cut, '', 'null', 'undefined', this.random.text(43)])}`;
  }

  /** A body that no schema takes. */
  private badBody({ payload, ...base }: FuzzRequest): FuzzRequest {
    const headers = { ...base.headers, 'content-type': 'application/json' };
    const text = payload?.toString() ?? '{}';
    const inside = text.slice(1, -1);
    const comma = inside === '' ? '' : ',';
    const name = `zz_${this.random.text(5)}`;
    const bad = [
      () => text.slice(0, -1 - this.random.int(Math.max(1, text.length - 1))) || '{',
      () => `{"${name}":${this.json(3)}${comma}${inside}}`,
      () =>
        `{${inside}${comma}"${this.pick(['__proto__', 'constructor', '\\u005f_proto__'])}":${this.json(2)}}`,
      () => `{${inside}${comma}"${name}":1,"${name}":${this.json(1)}}`,
      () => `${text}${this.pick(['x', ',', '{}', '\u0000', ']'])}`,
      () => `[${text}]`,
      () => this.pick(['null', '0', '"x"', '[]', 'true', ' ', '\ufeff{}', '{"a":NaN}', "{'a':1}"]),
      () => `{"${name}":${'['.repeat(3_000)}${']'.repeat(3_000)}}`,
      () => `{"${name}":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
      () => this.garble(`{"${name}":1${comma}${inside}}`),
    ];
    // far over the limit is dear to make, and one way of being refused
    const large = this.random.int(400) === 0;
    return {
      ...base,
      headers,
      payload: Buffer.from(large ? text.padEnd(BODY_LIMIT_BYTES + 1) : this.pick(bad)()),
    };
  }

  /** Some characters replaced, within the first name: what comes out has that name, or is no JSON. */
  private garble(text: string): string {
    const at = text.indexOf(':') + this.random.int(Math.max(1, text.length - text.indexOf(':')));
    const character = CHARACTERS[this.random.int(CHARACTERS.length)] ?? '';
    return text.slice(0, at) + character + text.slice(at + this.random.int(2));
  }

  /** Up to three oddities of method, address and headers. */
  private oddly(base: FuzzRequest, reads: boolean): FuzzRequest {
    let request = base;
    for (let n = this.random.int(4); n > 0; n -= 1) request = this.oddity(request, reads);
    return request;
  }

  private oddity(request: FuzzRequest, reads: boolean): FuzzRequest {
    switch (this.random.int(reads ? 7 : 5)) {
      case 0:
        return {
          ...request,
          method: this.pick(reads ? METHODS : METHODS.filter((method) => method !== 'DELETE')),
        };
      case 1:
        return { ...request, url: this.oddPath(request.url) };
      case 2:
      case 5: {
        const mark = request.url.includes('?') ? '&' : '?';
        return { ...request, url: `${request.url}${mark}${this.pick(QUERIES)}` };
      }
      case 6:
        return { ...request, payload: Buffer.from(this.json(4)) };
      default: {
        const name = this.pick(Object.keys(HEADERS).filter((one) => reads || this.keepsFault(request, one)));
        return this.with(request, name, this.pick(HEADERS[name] ?? ['']));
      }
    }
  }

  private keepsFault({ headers }: FuzzRequest, name: string): boolean {
    return name === 'content-type' || !(FRAMING.includes(name) || Object.hasOwn(headers, name));
  }

  private oddPath(url: string): string {
    const [path = '', query] = url.split('?', 2);
    const parts = path.split('/');
    const at = 1 + this.random.int(parts.length);
    const odd = this.pick(SEGMENTS);
    const changed = [
      () => [...parts.slice(0, at), odd, ...parts.slice(at)],
      () => parts.map((part, i) => (i === at ? odd : part)),
      () => parts.map((part, i) => (i === at ? part + odd : part)),
      () => parts.map((part, i) => (i === at ? escapeAll(part) : part)),
      () => parts.map((part, i) => (i === at ? part.toUpperCase() : part)),
      () => [...parts.slice(0, at), '', ...parts.slice(at)],
      () => [...parts, ''],
    ];
    return this.pick(changed)().join('/') + (query === undefined ? '' : `?${query}`);
  }

  private with(request: FuzzRequest, name: string, value: string | string[]): FuzzRequest {
    return { ...request, headers: { ...request.headers, [name]: value } };
  }

  /** JSON of some depth, also such as no serializer writes. */
  private json(depth: number): string {
    const kind = this.random.int(depth > 0 ? 6 : 4);
    if (kind === 0) return this.pick(NUMBERS);
    if (kind === 1) return JSON.stringify(this.pick(TEXTS));
    if (kind === 2) return this.pick(['true', 'false', 'null']);
    if (kind === 3) return this.pick(['"\\ud800"', '"\\u0000"', '"\\uffff"', '{"":""}', '[]', '{}']);
    const items = Array.from({ length: this.random.int(4) }, () => this.json(depth - 1));
    if (kind === 4) return `[${items.join(',')}]`;
    return `{${items.map((item) => `${JSON.stringify(this.pick(['a', 'id', 'b', '', 'toString', 'zz']))}:${item}`).join(',')}}`;
  }

  private pick<Item>(items: readonly Item[]): Item {
    const item = items[this.random.int(items.length)];
    if (item === undefined) throw new Error('fuzz: nothing to pick from');
    return item;
  }
}

function escapeAll(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
