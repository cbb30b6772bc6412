import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A network between the server and its database that can go silent, or away. */
export class FlakyNetwork {
  private state: 'up' | 'silent' | 'away' = 'up';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The database's URL through this network. */
    readonly url: string,
  ) {}

  static async to(url: string): Promise<FlakyNetwork> {
    const target = new URL(url);
    const holder: { network?: FlakyNetwork } = {};
    const server = createServer((near) => {
      holder.network?.accept(near, Number(target.port), target.hostname);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const through = new URL(url);
    through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    holder.network = new FlakyNetwork(server, through.toString());
    return holder.network;
  }

  /** Packets vanish; connections that existed then never come back to life. */
  silence(): void {
    this.state = 'silent';
    for (const socket of this.sockets) socket.pause().removeAllListeners('data');
  }

  /** Connections break, and new ones are refused. */
  cut(): void {
    this.state = 'away';
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.state = 'up';
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private accept(near: Socket, port: number, host: string): void {
    if (this.state === 'away') {
      near.destroy();
      return;
    }
    this.sockets.add(near);
    near.on('close', () => this.sockets.delete(near));
    near.on('error', () => near.destroy());
    if (this.state === 'silent') return;
    const far = connect(port, host);
    this.sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => {
      this.sockets.delete(far);
      near.destroy();
    });
    near.on('close', () => far.destroy());
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
  }
}
