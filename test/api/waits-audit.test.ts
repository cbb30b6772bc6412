import type { Id } from '../../shared/kernel';
import { audit } from '../../server/ledger';
import { turnWaits, waitsAuditChecks } from '../../server/orders';
import { useTestApp, type TestApp } from '../support/app';
import { claimers, createShop, type Claimer } from './coupons.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';
import { cancel, myWait, waitSays } from './waits.support';

let app: TestApp;
let offered: Id<'wait'>;
let waiting: Id<'wait'>;

/** One who has a piece kept for them, and one behind. */
useTestApp(async (started) => {
  app = started;
  const sale = await createSale(app, await createShop(app));
  const offer = await createOffer(app, sale, { stock: 1 });
  const [ann, ben, cat] = (await claimers(app, 3)) as [Claimer, Claimer, Claimer];
  const order = await claimOne(app, ann, sale, offer);
  for (const who of [ben, cat]) expect(await waitSays(app, who, offer)).toBe('waiting');
  await cancel(app, ann, order);
  await turnWaits(app.db.database, app.app.core.ledger, app.clock);
  offered = (await myWait(app, ben, offer))!.id;
  waiting = (await myWait(app, cat, offer))!.id;
});

const run = (sql: string): Promise<number> =>
  app.db.database.transaction((session) =>
    session.execute(sql.replace(':offered', `'${offered}'`).replace(':waiting', `'${waiting}'`), []),
  );

describe('the audit of waiting lists', () => {
  it.each([
    [
      'a number that does not say who waits',
      'UPDATE offers SET waiting = waiting + 1',
      'UPDATE offers SET waiting = waiting - 1',
      'an offer counts who waits for it',
    ],
    [
      'a piece that is kept longer than it was offered',
      'UPDATE waits SET offered_until_at = offered_until_at - 1 WHERE id = :offered',
      'UPDATE waits SET offered_until_at = offered_until_at + 1 WHERE id = :offered',
      'a piece is kept for whoever it was offered to, until their time is over',
    ],
    [
      'a piece that is kept for nobody',
      "UPDATE waits SET state = 'passed', closed_at = at, place = NULL WHERE id = :offered",
      "UPDATE waits SET state = 'offered', closed_at = NULL, place = CONCAT(offer_id, ':', member_id) WHERE id = :offered",
      'a piece is kept for whoever it was offered to, until their time is over',
    ],
    [
      'somebody who was passed over',
      'UPDATE waits SET version = 1, ordinal = 0 WHERE id = :waiting',
      'UPDATE waits SET version = 1000, ordinal = 0 WHERE id = :waiting',
      'nobody is passed over on a waiting list',
    ],
    [
      'a place that is not theirs',
      "UPDATE waits SET place = 'elsewhere' WHERE id = :waiting",
      "UPDATE waits SET place = CONCAT(offer_id, ':', member_id) WHERE id = :waiting",
      'a member waits once for an offer',
    ],
  ])('L7: finds %s', async (_name, damage, repair, check) => {
    expect((await audit(app.db.database, waitsAuditChecks)).drift).toEqual([]);
    expect(await run(damage)).toBe(1);
    const { drift } = await audit(app.db.database, waitsAuditChecks);
    expect(await run(repair)).toBe(1);
    expect(new Set(drift.map((found) => found.check))).toEqual(new Set([check]));
  });
});
