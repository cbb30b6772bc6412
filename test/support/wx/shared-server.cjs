require('../typescript.cjs');

const { SERVER_VARIABLE, startWxServer } = require('./server.ts');

let running;

/** One server for all test files of the project `weapp`: jest calls this before the first and after the last. */
module.exports = async () => {
  if (running) {
    await running.stop();
    return;
  }
  running = await startWxServer();
  process.env[SERVER_VARIABLE] = JSON.stringify(running);
};
