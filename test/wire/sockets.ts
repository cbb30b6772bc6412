import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionLimits } from '../../server/platform/http';
import { startApp, type TestApp } from '../platform/http-app';

/** A server that really listens. */
export interface Listening {
  readonly test: TestApp;
  readonly port: number;
  close(): Promise<void>;
}

export async function listen(connections: Partial<ConnectionLimits> = {}): Promise<Listening> {
  const test = await startApp({}, [], connections);
  await test.app.listen(0, '127.0.0.1');
  const { port } = test.app.getHttpServer().address() as AddressInfo;
  return { test, port, close: () => test.app.close() };
}

/** Connections that the server holds. */
export async function heldBy({ test }: Listening): Promise<number> {
  return new Promise((resolve, reject) => {
    test.app.getHttpServer().getConnections((error: Error | null, count: number) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}

/** A socket that has said `text`. What becomes of it is the test's to see; errors are part of the game. */
export async function talker(port: number, text: string | Buffer = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  if (text.length > 0) socket.write(text);
  return socket;
}

/** What comes back over a socket until the server closes it. */
export async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** Says one thing and hears the answer out. */
export async function exchange(port: number, text: string | Buffer): Promise<string> {
  return heard(await talker(port, text));
}

/** Status of an honest request over a connection of its own; 0 when it is not answered. */
export function honest(port: number, path = '/api/v1/clock'): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.end();
  });
}

/** Sends `text` a byte at a time until the server hangs up; answers how many bytes it took. */
export async function drip(socket: Socket, text: string, everyMs: number): Promise<number> {
  for (let i = 0; i < text.length; i += 1) {
    if (socket.destroyed || socket.readableEnded || !socket.writable) return i;
    socket.write(text[i]!);
    await sleep(everyMs);
  }
  return text.length;
}

/** Waits until `held` comes true; the test's own time limit is the only one. */
export async function until(held: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await held())) await sleep(20);
}
