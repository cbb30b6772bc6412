/** Runs the viewer in a plain Node process. */
require('../../typescript.cjs');
require('./main.ts');
