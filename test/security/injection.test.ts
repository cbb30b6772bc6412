import { createHash } from 'node:crypto';
import { H5_PATH, routeOf, type RouteKey } from '../../shared/contract';
import { listRoutes } from '../../server/platform/http';
import { TABLES } from '../../server/tables';
import { useTestApp, type TestApp } from '../support/app';
import { settle } from '../support/footprint';
import { faultOf } from '../support/problems';
import { ROUTE_KEYS, send } from '../support/requests';
import { shapeOf } from '../support/shapes';
import { variedBodies } from '../support/spoil';
import { rowsOf } from '../api/console.support';
import type { Edge } from '../api/edge';
import { goodRequests, loose, openEdge, type GoodRequest } from '../api/edge.support';
import { createChannel } from '../api/joins.support';

/** Texts that do something where they are put into a statement, a page or a template; none is longer than 30. */
const HOSTILE: readonly string[] = [
  "'; DELETE FROM coupons; --",
  "x' OR 'a'='a",
  "x'), ('y', 'z') --",
  "\\'; DROP TABLE members; #",
  "' UNION SELECT token_hash--",
  "' || (SELECT 1) || '",
  '`; TRUNCATE purchases; `',
  '${process.exit(1)}',
  '{{constructor.constructor(1)}}',
  '<%- include("/etc/passwd") %>',
  '#{1+1}*{2}',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "'-alert(1)-'",
  '</script><script>alert(1)</',
  '</style></title><b>x</b>',
  'javascript:alert(1)',
  '=HYPERLINK("http://x","y")',
];

let app: TestApp;
let edge: Edge;
let good: Readonly<Record<RouteKey, GoodRequest>>;
useTestApp(
  async (started) => {
    app = started;
    edge = await openEdge(app);
    good = await goodRequests(app, edge);
    await settle(app);
  },
  { settings: { preview: true } },
);

/** Rows of every table, as one text each. */
async function contents(): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const { name, primary } of TABLES) {
    const rows = await rowsOf(app, `SELECT * FROM ${name} ORDER BY ${primary.join(', ')}`);
    all.set(
      name,
      rows.map((row) => JSON.stringify(row)),
    );
  }
  return all;
}

// what they take is hashed, and slowly
const HASHED: ReadonlySet<RouteKey> = new Set([
  'POST /console/sessions',
  'POST /console/accounts',
  'POST /console/setup',
]);
const withText = ROUTE_KEYS.filter((route) => routeOf(route).body && !HASHED.has(route));

describe('a hostile text is kept as it is, or refused', () => {
  it.each(withText)('%s', async (route) => {
    const { body } = routeOf(route);
    const before = await contents();
    const sent = variedBodies(shapeOf(body!), good[route].body ?? null, (shape) =>
      shape.kind === 'text' && !shape.format && !shape.pattern
        ? HOSTILE.filter((text) => text.length <= shape.max).map((text) => [text, text] as const)
        : [],
    );
    const wrong: string[] = [];
    const kept: string[] = [];
    for (const { what, field, payload } of sent) {
      const reply = await send(app, route, { ...loose(good[route]), payload });
      const fault = reply.status < 300 ? null : faultOf(reply);
      if (fault !== null) wrong.push(`${field} ${what}: ${fault}`);
      const text = JSON.stringify(what).slice(1, -1);
      // the next request may put another in its place: an answer that shows it will do
      if (reply.status < 300 && !JSON.stringify(reply.body).includes(text)) kept.push(text);
    }
    expect(wrong).toEqual([]);
    const after = await contents();
    const shrunk = [...before].filter(([table, rows]) => (after.get(table) ?? []).length < rows.length);
    expect(shrunk.map(([table]) => table)).toEqual([]);
    // a text inside a JSON column is escaped once more
    const everything = [...after.values()].flat().join('\n');
    const once = everything.replaceAll('\\\\', '\\');
    const lost = kept.filter((text) => !everything.includes(text) && !once.includes(text));
    expect(lost).toEqual([]);
  });
});

const SCRIPT = /<script(?<attributes>[^>]*)>(?<inline>[\s\S]*?)<\/script>/g;
const STYLE = /<style>(?<inline>[\s\S]*?)<\/style>/g;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** Sources that a policy allows, by directive. */
function directivesOf(policy: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policy.split('; ').map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]),
  );
}

describe('a page of ours', () => {
  const pages = async (): Promise<[string, string, string][]> => {
    const found: [string, string, string][] = [];
    for (const { method, path, declared } of listRoutes(app.app.nest)) {
      if (method !== 'GET' || declared !== 'system' || path.includes('*')) continue;
      // the mini-program's H5 build is Taro's page, there only where it was built
      if (`${path}/` === H5_PATH) continue;
      const { headers, payload } = await app.app.nest.inject({ method: 'GET', url: path });
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      found.push([path, payload, String(headers['content-security-policy'])]);
    }
    return found;
  };

  it('may run its own parts and nothing else', async () => {
    const all = await pages();
    expect(all.map(([path]) => path)).toEqual(
      expect.arrayContaining(['/', '/setup', '/api/docs', '/api/docs/problems']),
    );
    for (const [path, html, policy] of all) {
      const directives = directivesOf(policy);
      const scripts = directives['script-src'] ?? '';
      expect([path, scripts.includes('unsafe'), directives['default-src']]).toEqual([path, false, "'none'"]);
      expect([path, directives['frame-ancestors'], directives['base-uri']]).toEqual([
        path,
        "'none'",
        "'none'",
      ]);
      for (const { groups } of html.matchAll(SCRIPT)) {
        const isFile = groups?.['attributes']?.includes('src="/') ?? false;
        expect([path, scripts]).toEqual([
          path,
          expect.stringContaining(isFile ? "'self'" : hashOf(groups?.['inline'] ?? '')),
        ]);
      }
      for (const { groups } of html.matchAll(STYLE)) {
        expect([path, directives['style-src']]).toEqual([
          path,
          expect.stringContaining(hashOf(groups?.['inline'] ?? '')),
        ]);
      }
      // what a policy with hashes would not let run, and what would ask somebody else
      const markup = html.replace(SCRIPT, '').replace(STYLE, '');
      expect([
        path,
        /<[^>]*\s(on\w+|style)\s*=|(src|href)="(javascript:|(https?:)?\/\/)/i.exec(markup)?.[0],
      ]).toEqual([path, undefined]);
    }
  });

  it('shows hostile names of stores and channels as texts', async () => {
    const token = await app.asConsole();
    const { store_id } = edge.counter.shop;
    const { items } = await app.ok('GET /console/stores', { token, query: { limit: 100 } });
    const version = items.find(({ id }) => id === store_id)?.version ?? 0;
    for (const [i, name] of HOSTILE.entries()) {
      const body = { version: version + i, name };
      await app.ok('PATCH /console/stores/{id}', { token, params: { id: store_id }, body });
      const channel = await createChannel(app, { name, store_id });
      const { payload } = await app.app.nest.inject({ method: 'GET', url: '/' });
      const markup = payload.replace(STYLE, '');
      expect([name, markup.match(/<script/g)?.length, /<(img|\/title><b)|<svg\//.exec(markup)?.[0]]).toEqual([
        name,
        1,
        undefined,
      ]);
      // retired again: the pad shows a dozen
      const retired = { version: 1, state: 'retired' as const };
      await app.ok('PATCH /console/channels/{id}', { token, params: { id: channel.id }, body: retired });
    }
  });

  it('says nothing of what is kept in the documents of the API', async () => {
    for (const url of ['/api/openapi.json', '/api/docs', '/api/docs/problems', '/setup']) {
      const { payload } = await app.app.nest.inject({ method: 'GET', url });
      expect(HOSTILE.filter((text) => payload.includes(text))).toEqual([]);
    }
  });

  it('of the demo takes no name that is more than one', async () => {
    for (const as of HOSTILE) {
      const { statusCode } = await app.app.nest.inject({
        method: 'GET',
        url: '/preview/session',
        query: { as },
      });
      expect([as, statusCode]).toEqual([as, 400]);
    }
  });
});
