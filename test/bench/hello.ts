import { createServer } from 'node:http';

/** The measure of all figures: the least that Node can do with a request. */
const server = createServer((_request, response) => {
  response.end('{"hello":"world"}');
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
