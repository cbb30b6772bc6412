import { connectionLost, deadlock } from '../ledger/fault-line';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  changeStaff,
  hire,
  joinCustomer,
  memberCode,
  MINUTE_MS,
  nextStep,
  openCounter,
  type Counter,
} from './counter.support';
import { countRows } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const tryScan = (token: string, code: string, key: string) =>
  app.call('POST /staff/scans', { token, body: { code, store_id: counter.shop.store_id }, key });

describe('a scan sent again', () => {
  it('C6: a retry tells nothing any more once the ticket is over, or once one works elsewhere', async () => {
    const customer = await joinCustomer(app);
    const { store_id: storeId } = counter.shop;
    const [stays, goes] = [
      await hire(app, '小吴', 'clerk', [storeId]),
      await hire(app, '小郑', 'clerk', [storeId]),
    ];
    const scans: [string, string, string][] = [];
    for (const { token } of [stays, goes]) {
      const code = memberCode(app, customer);
      const key = freshKey();
      expect((await tryScan(token, code, key)).status).toBe(201);
      scans.push([token, code, key]);
      nextStep(app);
    }
    await changeStaff(app, goes, { store_ids: [counter.other_store_id] });
    const [here, moved] = await Promise.all(scans.map((of) => tryScan(...of)));
    expect([here?.status, moved?.status, moved?.body.code]).toEqual([201, 403, 'wrong_store']);
    app.clock.advance(10 * MINUTE_MS);
    const over = await Promise.all(scans.slice(0, 1).map((of) => tryScan(...of)));
    expect(over.map(({ body }) => body.code)).toEqual(['code_expired']);
  });

  it('M7: the note of an attempt is written once, also when the answer to its COMMIT is lost', async () => {
    const customer = await joinCustomer(app);
    const { database } = app.app.core;
    let lost = 0;
    database.injectFaults(({ phase, sql }) => {
      if (phase !== 'after' || sql !== 'COMMIT' || lost > 0) return;
      lost += 1;
      throw connectionLost();
    });
    const scan = await tryScan(counter.clerk.token, memberCode(app, customer), freshKey());
    database.injectFaults(undefined);
    expect([scan.status, lost]).toEqual([201, 1]);
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM code_failures')).toBe(0);
  });

  it('L9: a database that gives way to others again and again is unavailable, and nothing is changed', async () => {
    const customer = await joinCustomer(app);
    const { database } = app.app.core;
    database.injectFaults(({ phase, sql }) => {
      if (phase === 'before' && sql.includes('code_failures')) throw deadlock();
    });
    const scan = await tryScan(counter.clerk.token, memberCode(app, customer), freshKey());
    database.injectFaults(undefined);
    expect([scan.status, scan.body.code]).toEqual([503, 'unavailable']);
    expect((await tryScan(counter.clerk.token, memberCode(app, customer), freshKey())).status).toBe(201);
  });
});
