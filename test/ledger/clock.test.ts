import { instant } from '../../shared/kernel';
import { LedgerUnavailable, type Ledger } from '../../server/ledger';
import { SystemClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { rowCounts } from './books';
import { actor, createLedger, print } from './toy';

/** Goal: instants in the books are the database's; a process whose clock is off takes nothing. */

class OffClock extends SystemClock {
  constructor(private readonly byMs: number) {
    super();
  }
  override now(): ReturnType<SystemClock['now']> {
    return instant(super.now() + this.byMs);
  }
}

describe('the clock', () => {
  let db: TestDatabase;
  const open: Ledger[] = [];
  const engine = (byMs: number): Ledger => {
    const ledger = createLedger(db.database, {}, new OffClock(byMs));
    open.push(ledger);
    return ledger;
  };

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(async () => {
    for (const ledger of open) await ledger.close();
    await db.drop();
  });

  it.each([2_000, -2_000])('L6: a process %i ms off the database takes nothing', async (byMs) => {
    if (testDatabase !== 'mariadb') return; // the embedded database has the process's clock
    const before = await rowCounts(db.database);
    const ledger = engine(byMs);
    await expect(
      ledger.run(print, { template: 80, amount: 1 }, { key: `skew:${byMs}`, actor }),
    ).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(await rowCounts(db.database)).toEqual(before);
  });

  it('L6: a process 200 ms off is near enough, and what it writes bears the database’s time', async () => {
    const ledger = engine(200);
    const from = Date.now() - 100;
    await ledger.run(print, { template: 81, amount: 1 }, { key: 'skew:near', actor });
    const [row] = await db.database.read.query<{ at: number | string }>(
      "SELECT at FROM commands WHERE idem = 'skew:near'",
    );
    const at = Number(row?.at);
    expect(at).toBeGreaterThanOrEqual(from);
    if (testDatabase === 'mariadb') expect(at).toBeLessThanOrEqual(Date.now() + 50);
  });
});
