import net from 'node:net';
import { Refusal } from './refusal.mjs';

/** Whether nobody listens on `port` of `host` (all addresses of this machine if it is not given). */
export function isFree(port, host) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EACCES')
        reject(new Refusal(`Port ${port} is not allowed to you; set PORT above 1023.`));
      else reject(error);
    });
    probe.listen({ port, host }, () => probe.close(() => resolve(true)));
  });
}

/** The first free port from `from` on. Gives up after twenty. */
export async function nextFreePort(from, host) {
  for (let port = from; port < from + 20 && port < 65_536; port += 1) {
    if (await isFree(port, host)) return port;
  }
  throw new Refusal(`No free port between ${from} and ${from + 19}; set PORT to another one.`);
}

/** A port that the system picks; free a moment ago. */
export function anyFreePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
