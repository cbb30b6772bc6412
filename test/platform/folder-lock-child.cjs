/** Takes the lock of the folder it is given and keeps it until it is killed. */
require('../support/typescript.cjs');
const { FolderInUse, lockFolder } = require('../../server/platform/database/folder-lock.ts');

try {
  lockFolder(process.argv[2]);
  process.send('locked');
} catch (error) {
  process.send(error instanceof FolderInUse ? 'in use' : String(error));
}
process.on('message', () => undefined); // keeps it alive
