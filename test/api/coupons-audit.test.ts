import type { Id } from '../../shared/kernel';
import { couponsAuditChecks } from '../../server/coupons';
import { audit } from '../../server/ledger';
import type { SqlValue } from '../../server/platform/database';
import { useTestApp, type TestApp } from '../support/app';
import { claimer, claimReply, createShop, listed } from './coupons.support';

const STATE = 'a coupon is in the state its last event left it in';
const CHAIN = 'the events of a coupon form a legal chain';
const BIRTH = 'every coupon came into being by a transfer of its own';

let app: TestApp;
let id: Id<'coupon'>;

/** A coupon to which nothing has happened yet. */
useTestApp(async (started) => {
  app = started;
  const member = await claimer(app);
  const { body } = await claimReply(app, member, await listed(app, await createShop(app)));
  id = body.coupon.id;
});

const run = (sql: string, params: readonly SqlValue[]): Promise<number> =>
  app.db.database.transaction((session) => session.execute(sql, params));

/** A row of the coupon's history, without what it would have changed. */
const happened = (from: string | null, to: string, version: number): Promise<number> =>
  run(
    `INSERT INTO coupon_events (id, coupon_id, from_state, to_state, actor_kind, actor_id, version, ordinal, day, at)
     SELECT ?, id, ?, ?, 'member', member_id, ?, 0, day, claimed_at FROM coupons WHERE id = ?`,
    [`his_${version}`, from, to, version, id],
  );

async function found(): Promise<string[]> {
  const { drift } = await audit(app.db.database, couponsAuditChecks);
  return [...new Set(drift.map(({ check }) => check))].sort();
}

describe('the audit of coupons', () => {
  afterEach(async () => {
    await run('DELETE FROM coupon_events WHERE coupon_id = ?', [id]);
    expect(await found()).toEqual([]);
  });

  it('L7: finds a state that no event led to', async () => {
    await run("UPDATE coupons SET state = 'redeemed' WHERE id = ?", [id]);
    const names = await found();
    await run("UPDATE coupons SET state = 'issued' WHERE id = ?", [id]);
    expect(names).toEqual([
      STATE,
      'coupons in hands of members equal the ledger',
      'redeemed coupons equal the ledger',
    ]);
  });

  it('L7: finds a coupon that no transfer brought into being', async () => {
    const refer = (to: string, from: string): Promise<number> =>
      run("UPDATE transfers SET reference = ? WHERE reference = ? AND code = 'coupon.claimed'", [to, from]);
    expect(await refer('cpn_nothing', id)).toBe(1);
    const names = await found();
    expect(await refer(id, 'cpn_nothing')).toBe(1);
    expect(names).toEqual([BIRTH]);
  });

  it.each([
    [
      'issued → locked → issued',
      [
        ['issued', 'locked', 5],
        ['locked', 'issued', 6],
      ],
      [],
    ],
    [
      'the same after a birth',
      [
        [null, 'issued', 1],
        ['issued', 'locked', 5],
        ['locked', 'issued', 6],
      ],
      [],
    ],
    ['nothing but a birth', [[null, 'issued', 1]], []],
    ['a state that it was not in', [['locked', 'issued', 5]], [CHAIN]],
    [
      'a step that is missing',
      [
        ['issued', 'locked', 5],
        ['redeemed', 'issued', 6],
      ],
      [CHAIN],
    ],
    [
      'an edge that does not exist',
      [
        ['issued', 'transferred', 5],
        ['transferred', 'issued', 6],
      ],
      [CHAIN],
    ],
    [
      'a birth in another state',
      [
        [null, 'locked', 1],
        ['locked', 'issued', 6],
      ],
      [CHAIN],
    ],
    [
      'a birth that is not the first',
      [
        ['issued', 'locked', 5],
        [null, 'issued', 6],
      ],
      [CHAIN],
    ],
    ['a step that the coupon does not show', [['issued', 'locked', 5]], [STATE]],
  ] as const)('L7: of a history: %s', async (_name, history, names) => {
    for (const [from, to, version] of history) await happened(from, to, version);
    expect(await found()).toEqual(names);
  });
});
