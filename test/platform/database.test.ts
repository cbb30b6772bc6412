import { commands, leases, outbox } from '../../server/ledger/ledger.entity';
import type { Session } from '../../server/platform/database';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';

/** Goal: both databases keep transactions apart, compare text byte by byte, and refuse what a CHECK forbids. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await db.drop();
});
beforeEach(async () => {
  await db.database.transaction((session) => session.execute('DELETE FROM leases'));
});

const put = (session: Session, name: string, until = 0): Promise<number> =>
  session.execute("INSERT INTO leases (name, holder, until_at) VALUES (?, 'x', ?)", [name, until]);
const names = async (): Promise<string[]> =>
  (await db.database.read.query<{ name: string }>('SELECT name FROM leases ORDER BY name')).map(
    ({ name }) => name,
  );

describe('units of work', () => {
  it('L6: run at once, each commits or rolls back for itself', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        db.database.transaction(async (session) => {
          await put(session, `t${String(n).padStart(2, '0')}a`);
          await new Promise((next) => setTimeout(next, n % 3));
          await put(session, `t${String(n).padStart(2, '0')}b`);
          if (n % 3 === 1) throw new Error('rolled back');
        }),
      ),
    );
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const kept = Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 !== 1);
    expect(await names()).toEqual(
      kept.flatMap((n) => ['a', 'b'].map((x) => `t${String(n).padStart(2, '0')}${x}`)),
    );
  });

  it('L6: plain reads never see what is not committed', async () => {
    const session = await db.database.session();
    await session.begin();
    await put(session, 'secret');
    expect(await session.query('SELECT name FROM leases')).toEqual([{ name: 'secret' }]);
    expect(await names()).toEqual([]);
    await session.commit();
    expect(await names()).toEqual(['secret']);
    const undone = await db.database.session();
    await undone.begin();
    await undone.execute('DELETE FROM leases');
    expect(await names()).toEqual(['secret']);
    await undone.end();
    expect(await names()).toEqual(['secret']);
  });

  it('L6: a session that has ended takes no more statements', async () => {
    const session = await db.database.session();
    await session.begin();
    await session.commit();
    await session.end();
    await expect(put(session, 'late')).rejects.toThrow('ended');
    const empty = await db.database.session();
    await empty.end();
    await empty.end();
    expect(await names()).toEqual([]);
  });

  it('L6: none begins within another, which on one connection would wait for ever', async () => {
    const inner = jest.fn();
    await expect(db.database.transaction(() => db.database.transaction(inner))).rejects.toThrow(
      /within another/,
    );
    expect(inner).not.toHaveBeenCalled();
    await expect(db.database.transaction(() => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('L6: what is under way when one statement fails is rolled back with it, also what was still to be prepared', async () => {
    for (let round = 0; round < 20; round += 1) {
      const session = await db.database.session();
      await session.begin();
      await put(session, 'once');
      const tail = `/* ${round} */`;
      const head = 'INSERT INTO leases (name, holder, until_at) VALUES';
      const underWay = Promise.all([
        session.insert({ head, tuple: '(?, ?, 0)', tail }, [[`before${round}`, 'x']]),
        put(session, 'once'),
        session.insert({ head, tuple: '(?, ?, 0)', tail: `${tail}${tail}` }, [[`behind${round}`, 'x']]),
      ]);
      await expect(underWay).rejects.toThrow();
      await session.end();
    }
    expect(await names()).toEqual([]);
  });

  if (testDatabase === 'mariadb') {
    it('L6: behind a deadlock, with which MariaDB gives up the transaction, nothing commits by itself', async () => {
      const sessions = [await db.database.session(), await db.database.session()] as const;
      await db.database.transaction((session) => put(session, 'left'));
      await db.database.transaction((session) => put(session, 'right'));
      const touch = (session: Session, name: string): Promise<number> =>
        session.execute('UPDATE leases SET until_at = until_at + 1 WHERE name = ?', [name]);
      for (const session of sessions) await session.begin();
      await touch(sessions[0], 'left');
      await touch(sessions[1], 'right');
      const crossed = sessions.map((session, n) =>
        Promise.all([touch(session, n === 0 ? 'right' : 'left'), put(session, `late${n}`)]),
      );
      const settled = await Promise.allSettled(crossed);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const session of sessions) await session.end();
      expect(await names()).toEqual(['left', 'right']);
    });
  }

  it('L6: small and large statements of one turn arrive in the order in which they were sent', async () => {
    await db.database.transaction((session) => put(session, 'sum'));
    const bytes = [10, 20_000, 10, 10, 9_000, 300_000, 10, 8_100, 8_300, 10];
    await db.database.transaction(async (session) => {
      const step = (size: number, n: number): Promise<number> =>
        // doubling before adding gives another sum in any other order
        session.execute(`UPDATE leases SET until_at = until_at * 2 + ${n + 1} /* ${'x'.repeat(size)} */`);
      expect(await Promise.all(bytes.map(step))).toEqual(bytes.map(() => 1));
    });
    const [row] = await db.database.read.query<{ until_at: number }>('SELECT until_at FROM leases');
    expect(Number(row?.until_at)).toBe(bytes.reduce((sum, _, n) => sum * 2 + n + 1, 0));
  });

  it('L6: a statement that fails leaves the next unit of work untouched', async () => {
    await expect(
      db.database.transaction(async (session) => {
        await put(session, 'a');
        await put(session, 'a');
      }),
    ).rejects.toThrow();
    await db.database.transaction((session) => put(session, 'b'));
    expect(await names()).toEqual(['b']);
  });

  it('L7: a snapshot shows one state, whatever is committed beside it', async () => {
    await db.database.transaction((session) => put(session, 'before'));
    const seen = await db.database.snapshot(async (read) => {
      const first = await read.query('SELECT name FROM leases');
      await db.database.transaction((session) => put(session, 'meanwhile'));
      expect(await names()).toEqual(['before', 'meanwhile']);
      return [first, await read.query('SELECT name FROM leases')];
    });
    expect(seen).toEqual([[{ name: 'before' }], [{ name: 'before' }]]);
    expect(await names()).toEqual(['before', 'meanwhile']);
  });

  it('L7: a snapshot cannot write, and one that fails lets go', async () => {
    await expect(
      db.database.snapshot((read) =>
        read.query("INSERT INTO leases (name, holder, until_at) VALUES ('x', 'x', 0)"),
      ),
    ).rejects.toThrow();
    await db.database.transaction((session) => put(session, 'after'));
    expect(await names()).toEqual(['after']);
  });
});

describe('text', () => {
  it('L5: is compared byte by byte: case, accents and trailing spaces count', async () => {
    const alike = [
      'ABC',
      'abc',
      'abc ',
      'abc  ',
      ' abc',
      'äbc',
      'a\u0308bc',
      'abc\t',
      'ａbc',
      '张三',
      '张三 ',
    ];
    await db.database.transaction(async (session) => {
      for (const name of alike) await put(session, name);
    });
    for (const name of alike) {
      expect(await db.database.read.query('SELECT name FROM leases WHERE name = ?', [name])).toEqual([
        { name },
      ]);
      expect(await db.database.read.query('SELECT name FROM leases WHERE name IN (?)', [name])).toEqual([
        { name },
      ]);
    }
    await expect(db.database.transaction((session) => put(session, 'abc '))).rejects.toThrow();
    // the order of locks: by code unit, as JavaScript sorts
    expect(await names()).toEqual([...alike].sort());
  });

  it('L5: keeps quotes, backslashes, question marks and emoji as they are', async () => {
    const odd = [`it's`, 'a\\b', 'wh?t', '"q"', '💐 花', '%_', '\u0001'];
    await db.database.transaction(async (session) => {
      for (const name of odd) await put(session, name);
    });
    expect(await names()).toEqual([...odd].sort());
  });

  it('L5: longer than its column is refused before it is cut', () => {
    const row = { name: 'n'.repeat(65), holder: 'x', until_at: 0 as never };
    expect(() => leases.encode(row)).toThrow('65 characters');
    expect(() => commands.encodeColumn('answer', 'a'.repeat(16_001))).toThrow('16001 characters');
    expect(() => outbox.encodeColumn('data', { a: 'a'.repeat(16_000) })).toThrow('characters');
    expect(commands.encodeColumn('answer', '花'.repeat(16_000))).toHaveLength(16_000);
  });

  it('L5: the longest text that is allowed fits on both databases', async () => {
    const answer = '💐'.repeat(8_000);
    const row = commands.encode({
      id: 'cmd_long',
      idem: 'long',
      hash: 'h',
      kind: 'test',
      answer,
      actor_kind: 'system',
      actor_id: 'test',
      at: 0 as never,
    });
    await db.database.transaction((session) =>
      session.execute(
        `INSERT INTO commands (${commands.columnNames.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        row,
      ),
    );
    const [stored] = await db.database.read.query("SELECT answer FROM commands WHERE id = 'cmd_long'");
    expect(stored?.['answer']).toBe(answer);
  });
});

describe('numbers', () => {
  it('L1: are exact to the last safe integer, and refused beyond', async () => {
    await db.database.transaction((session) => put(session, 'max', Number.MAX_SAFE_INTEGER));
    const [row] = await db.database.read.query('SELECT * FROM leases');
    expect(leases.decode(row!).until_at).toBe(Number.MAX_SAFE_INTEGER);
    for (const bad of [Number.MAX_SAFE_INTEGER + 1, 0.5, NaN, Infinity])
      expect(() => leases.encodeColumn('until_at', bad as never)).toThrow(RangeError);
    expect(() => leases.decode({ name: 'x', holder: 'x', until_at: '9007199254740993' })).toThrow(RangeError);
    expect(() => leases.encode({ name: 'x', holder: 'x' } as never)).toThrow('until_at is missing');
  });

  it('L1: sums of integers stay integers', async () => {
    await db.database.transaction(async (session) => {
      await put(session, 'a', 1);
      await session.execute('UPDATE leases SET until_at = until_at + CASE name WHEN ? THEN ? ELSE 0 END', [
        'a',
        41,
      ]);
    });
    const type = testDatabase === 'sqlite' ? 'typeof(until_at)' : "'integer'";
    expect(await db.database.read.query(`SELECT ${type} AS type FROM leases`)).toEqual([{ type: 'integer' }]);
  });
});
