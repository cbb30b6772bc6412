import { TABLES } from '../../server/tables';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** The engine writes column names as they are: a reserved word of either database would only fail when used. */
describe('column names', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  it.each(TABLES.map((table) => [table.name, table] as const))(
    '%s can be asked for by plain names',
    async (name, table) => {
      await expect(
        db.database.read.query(`SELECT ${table.columnNames.join(', ')} FROM ${name}`),
      ).resolves.toEqual([]);
    },
  );
});
