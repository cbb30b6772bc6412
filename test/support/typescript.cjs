/** Lets a plain Node process that a test starts load the server's TypeScript, compiled as the tests are. */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const options = require('../../config/swc.json');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...options,
    sourceMaps: 'inline',
    filename,
    swcrc: false,
  });
  module._compile(code, filename);
};
