import type { Id } from '../../shared/kernel';
import type { SqlValue } from '../../server/platform/database';
import { useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { arriveInvited, join, newInviter } from './invites.support';
import { createShop, type Shop } from './joins.support';
import { createProgram, programTerms } from './programs.support';

let app: TestApp;
let shop: Shop;
useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
});
afterEach(() => app.audit());

const openedBy = (touch: 'first' | 'last') => createProgram(app, shop, { terms: programTerms({ touch }) });

/** As if whoever made a visit had opened a card two hundred times more, one after the other. */
async function openOften(visitId: Id<'visit'>, invite: string, from: number): Promise<void> {
  const [visit] = await rowsOf(app, 'SELECT * FROM visits WHERE id = ?', [visitId]);
  const columns = Object.keys(visit ?? {});
  const rows = Array.from({ length: 201 }, (_, n) => ({
    ...visit,
    ...{ id: `${visitId.slice(-20)}:often:${from + n}`, invite, version: from + n },
  }));
  const marks = rows.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
  const values = rows.flatMap((row) =>
    columns.map((name) => (row as Record<string, SqlValue>)[name] ?? null),
  );
  await app.db.database.transaction((session) =>
    session.execute(`INSERT INTO visits (${columns.join(', ')}) VALUES ${marks}`, values),
  );
}

describe('somebody who plays with cards', () => {
  it('R2: opening cards over and over afterwards moves neither the first touch nor the last', async () => {
    const first = await openedBy('first');
    const [a, b] = [await newInviter(app, first), await newInviter(app, first)];
    const one = await arriveInvited(app, a.code);
    await openOften(one.visit_id, b.code, 1_000);
    await join(app, one);
    const last = await openedBy('last');
    const [c, d] = [await newInviter(app, last), await newInviter(app, last)];
    const other = await arriveInvited(app, c.code);
    await openOften(other.visit_id, d.code, 1_000);
    await openOften(other.visit_id, 'noBody00', 2_000);
    await join(app, other);
    const inviters = await rowsOf(app, 'SELECT inviter_id FROM invites WHERE visit_id LIKE ?', ['%:often:%']);
    expect(inviters).toEqual([{ inviter_id: d.member_id }]);
    expect(await rowsOf(app, 'SELECT inviter_id FROM invites WHERE visit_id = ?', [one.visit_id])).toEqual([
      { inviter_id: a.member_id },
    ]);
  });
});
