import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, lockFolder } from '../../server/platform/database';
import { createTestDatabase, testDatabase } from '../support/database';
import { expectCleanBooks } from '../ledger/books';
import { actor, claim, createLedger, print, templateId, totalOf } from '../ledger/toy';

/** Goal: a process that is frozen with all its locks holds up the others for seconds only, and errs in nothing. */

const word = <T>(child: ChildProcess): Promise<T> =>
  new Promise((got, fail) => {
    child.once('message', (message) => {
      got(message as T);
    });
    child.once('exit', (code) => {
      fail(new Error(`the child ended with ${code}`));
    });
  });

const TEMPLATE = 7;
const MEMBERS = [1, 2, 3, 4, 5];

if (testDatabase === 'sqlite') {
  it('L6: SIGSTOP does not free the data folder: nobody writes beside a process that may wake up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liuke-frozen-'));
    const child = fork(join(__dirname, '../platform/folder-lock-child.cjs'), [folder]);
    try {
      expect(await word(child)).toBe('locked');
      child.kill('SIGSTOP');
      expect(() => lockFolder(folder)).toThrow(FolderInUse);
      child.removeAllListeners('exit');
      const gone = new Promise((exit) => child.once('exit', exit));
      child.kill('SIGKILL');
      await gone;
      lockFolder(folder)();
    } finally {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  it('L6: SIGSTOP before the commit: others go on within the limits; after SIGCONT its own clients are answered', async () => {
    const db = await createTestDatabase();
    const ledger = createLedger(db.database);
    const child = fork(join(__dirname, 'frozen-child.cjs'));
    try {
      await ledger.run(print, { template: TEMPLATE, amount: 8 }, { key: 'frozen:print', actor });
      const held = word(child);
      child.send({ url: db.url, dataDir: db.dataDir, template: TEMPLATE, members: MEMBERS, key: 'frozen' });
      expect(await held).toBe('held');
      child.kill('SIGSTOP');

      // the same template, and two of the same members: the ledger's ten seconds are enough for all of it
      const ours = [4, 5, 6, 7, 8].map((member) =>
        ledger.run(claim, { template: TEMPLATE, member, limit: 1 }, { key: `ours:${member}`, actor }),
      );
      expect((await Promise.all(ours)).map((result) => result.ok)).toEqual([true, true, true, true, true]);

      const theirs = word<string[]>(child);
      child.kill('SIGCONT');
      child.send('go');
      // nothing of its batch was committed: three get the rest, two had their piece from the other process
      expect(await theirs).toEqual(['ok', 'ok', 'ok', 'limit_reached', 'limit_reached']);
      expect(await totalOf(db.database, `stock.issued:${templateId(TEMPLATE)}`)).toBe(8);
      await expectCleanBooks(db.database);
    } finally {
      child.kill('SIGKILL');
      await ledger.close();
      await db.drop();
    }
  });
}
