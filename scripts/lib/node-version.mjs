// Imported first by every launcher, and written so that a much older Node can still read it.

/** The oldest Node that the lock file's packages run on. Keep equal to package.json's "engines". */
const oldest = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(`Liuke needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
