import type { RouteKey } from '../../shared/contract';
import { EmbeddedLink } from '../../server/platform/database/link';
import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { settle } from '../support/footprint';
import { ROUTE_KEYS, send } from '../support/requests';
import { goodRequests, loose, openEdge, type GoodRequest } from './edge.support';

/**
 * Goal: flat as tables grow. No statement that a request or the work behind it sends reads a table that members fill
 * from one end to the other. SQLite says how it would read (EXPLAIN QUERY PLAN); the indexes are the same on MariaDB.
 */

/** What operators fill, a row at a time. */
const SMALL = new Set([
  'console_accounts',
  'coupon_templates',
  'channels',
  'flash_sales',
  'jobs',
  'job_schedules',
  'merchants',
  'offers',
  'owners',
  'point_campaigns',
  'referral_programs',
  'referral_terms',
  'sign_in_rules',
  'staff',
  'stores',
  'tier_ladders',
  'sqlite_master',
]);

let app: TestApp;
let good: Readonly<Record<RouteKey, GoodRequest>>;
const sent = new Map<string, string>();
let from = 'the stage';

beforeAll(async () => {
  if (testDatabase !== 'sqlite') return;
  app = await createTestApp();
  const sendNow = EmbeddedLink.prototype.sendNow;
  jest.spyOn(EmbeddedLink.prototype, 'sendNow').mockImplementation(function (
    this: EmbeddedLink,
    sql,
    params,
  ) {
    if (/^\s*(SELECT|UPDATE|DELETE|WITH)\b/i.test(sql) && !sent.has(sql)) sent.set(sql, from);
    return sendNow.call(this, sql, params);
  });
  const edge = await openEdge(app);
  good = await goodRequests(app, edge);
  await settle(app);
});
afterAll(async () => {
  jest.restoreAllMocks();
  if (testDatabase === 'sqlite') await app.close();
});

/** Tables of a statement by the names they have in it. */
function tablesOf(sql: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, table = '', alias] of sql.matchAll(
    /\b(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?(?!WHERE|LEFT|JOIN|ON|ORDER|GROUP|SET|INNER|LIMIT|UNION|CROSS)(\w+))?/gi,
  ))
    names.set(alias ?? table, table);
  return names;
}

/** What a statement reads from one end to the other: a whole table, or a whole index with nothing that ends it early. */
async function scannedBy(sql: string): Promise<string[]> {
  const marks = sql.split('?').length - 1;
  const plan = await app.app.core.database.read.query<{ detail: string }>(
    `EXPLAIN QUERY PLAN ${sql}`,
    Array.from({ length: marks }, () => 1),
  );
  const tables = tablesOf(sql);
  const isSorted = plan.some(({ detail }) => detail.startsWith('USE TEMP B-TREE FOR ORDER BY'));
  return plan.flatMap(({ detail }) => {
    const [, name = '', index] = /^SCAN (\w+)( USING (?:COVERING )?INDEX \w+)?/.exec(detail) ?? [];
    const table = tables.get(name);
    // the rows of a subquery, which has a line of its own
    if (name === '' || (table === undefined && new RegExp(`\\)\\s+(?:AS\\s+)?${name}\\b`).test(sql)))
      return [];
    if (table !== undefined && SMALL.has(table)) return [];
    return index !== undefined && /LIMIT (\?|\d+)/.test(sql) && !isSorted ? [] : [detail];
  });
}

describe('what a request reads', () => {
  it('K1: is found by an index in every table that grows', async () => {
    if (testDatabase !== 'sqlite') return;
    for (const route of ROUTE_KEYS) {
      from = route;
      await send(app, route, loose(good[route]));
      await settle(app);
    }
    const wrong: string[] = [];
    for (const [sql, who] of [...sent]) {
      const scanned = await scannedBy(sql);
      if (scanned.length > 0)
        wrong.push(`${who}: ${scanned.join(', ')} in ${sql.replace(/\s+/g, ' ').slice(0, 300)}`);
    }
    process.stdout.write(`query plans: ${sent.size} statements\n`);
    expect(sent.size).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  it('K1: is told from what is read whole', async () => {
    if (testDatabase !== 'sqlite') return;
    expect(await scannedBy('SELECT id FROM coupons WHERE day = ?')).not.toEqual([]);
    expect(await scannedBy('SELECT c.id FROM coupons c WHERE c.member_id = ?')).toEqual([]);
  });
});
