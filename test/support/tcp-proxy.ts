import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What befalls one statement on its way. */
export type Incident =
  /** The connection breaks before any of it arrives. */
  | 'cut_before'
  /** The connection breaks after half of its bytes. */
  | 'cut_within'
  /** It arrives whole; the connection breaks at once, while the database works on it. */
  | 'cut_behind'
  /** It arrives and is answered; the connection breaks instead of passing the answer on. */
  | 'cut_answer'
  /** It vanishes, and nothing more is heard on this connection, which stays open. */
  | 'lose_request'
  /** It arrives; its answer vanishes, and nothing more is heard on this connection, which stays open. */
  | 'lose_answer'
  /** Its answer comes 300 ms late. */
  | 'late';

const LATE_MS = 300;
/**
 * The protocol of MySQL and MariaDB: three bytes of length, one of sequence, then the packet, which begins with what it
 * is: a statement as text, one to prepare, or a prepared one to run, once or for many rows, by its number.
 */
const HEADER = 4;
const COM_QUERY = 0x03;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_EXECUTE = 0x17;
const COM_STMT_BULK_EXECUTE = 0xfa;

interface Plan {
  readonly matches: (sql: string) => boolean;
  readonly incident: Incident;
  done: boolean;
}

/** One connection through the proxy. */
interface Line {
  readonly near: Socket;
  readonly far: Socket;
  /** Bytes from the server process that are no whole packet yet. */
  rest: Buffer;
  /** What it has prepared and not run yet: it runs for the first time in that order. */
  readonly fresh: string[];
  /** What it has run, by the number that the database gave it. */
  readonly prepared: Map<number, string>;
  /** Answers that come late. */
  readonly held: Buffer[];
  requests: 'pass' | 'vanish';
  answers: 'pass' | 'vanish' | 'cut' | 'late';
}

/** The statement that a packet runs, or null. */
function statementIn(packet: Buffer, { fresh, prepared }: Line): string | null {
  switch (packet[HEADER] ?? 0) {
    case COM_QUERY:
      return packet.toString('utf8', HEADER + 1);
    case COM_STMT_PREPARE:
      fresh.push(packet.toString('utf8', HEADER + 1));
      return null;
    case COM_STMT_EXECUTE:
    case COM_STMT_BULK_EXECUTE: {
      const number = packet.readUInt32LE(HEADER + 1);
      const sql = prepared.get(number) ?? fresh.shift();
      if (sql === undefined) throw new Error(`statement ${number} was never prepared`);
      prepared.set(number, sql);
      return sql;
    }
    default:
      return null;
  }
}

/** A network between a server process and its MariaDB that can be slow, break, or go silent in either direction. */
export class TcpProxy {
  /** Statements that went through, in order. */
  readonly seen: string[] = [];
  private state: 'up' | 'silent' | 'away' = 'up';
  private deaf: 'requests' | 'answers' | null = null;
  private delayMs = 0;
  private plan: Plan | undefined;
  private readonly lines = new Set<Line>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    /** The database's URL through this network. */
    readonly url: string,
  ) {}

  static async to(url: string): Promise<TcpProxy> {
    const holder: { proxy?: TcpProxy } = {};
    const server = createServer((near) => holder.proxy?.accept(near));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const through = new URL(url);
    through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    holder.proxy = new TcpProxy(server, new URL(url), through.toString());
    return holder.proxy;
  }

  /** Packets vanish; connections that existed then never come back to life, new ones are accepted and hear nothing. */
  silence(): void {
    this.state = 'silent';
    this.forget();
  }

  /** Connections that exist stay silent for ever, as behind a firewall that forgot them; new ones work. */
  forget(): void {
    for (const line of this.lines) {
      line.requests = 'vanish';
      line.answers = 'vanish';
    }
  }

  /** From now on one direction is lost on every connection, old or new. */
  lose(direction: 'requests' | 'answers'): void {
    this.deaf = direction;
  }

  /** Everything takes `ms` milliseconds longer in each direction. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Connections break, and new ones are refused. */
  cut(): void {
    this.state = 'away';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets `incident` happen once, to the next statement that matches. */
  once(matches: (sql: string) => boolean, incident: Incident): { done: () => boolean } {
    const plan: Plan = { matches, incident, done: false };
    this.plan = plan;
    return { done: () => plan.done };
  }

  /** New connections work again, undisturbed. */
  restore(): void {
    this.state = 'up';
    this.deaf = null;
    this.delayMs = 0;
    this.plan = undefined;
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private accept(near: Socket): void {
    if (this.state === 'away') {
      near.destroy();
      return;
    }
    this.keep(near);
    if (this.state === 'silent') return;
    const far = connect(Number(this.target.port), this.target.hostname);
    this.keep(far);
    const line: Line = {
      ...{ near, far, rest: Buffer.alloc(0), fresh: [], prepared: new Map(), held: [] },
      ...{ requests: 'pass', answers: 'pass' },
    };
    this.lines.add(line);
    far.on('close', () => near.destroy());
    near.on('close', () => {
      this.lines.delete(line);
      far.destroy();
    });
    near.on('data', (bytes: Buffer) => this.fromServer(line, bytes));
    far.on('data', (bytes: Buffer) => this.fromDatabase(line, bytes));
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  private fromServer(line: Line, bytes: Buffer): void {
    line.rest = Buffer.concat([line.rest, bytes]);
    for (;;) {
      const length = line.rest.length >= HEADER ? HEADER + line.rest.readUIntLE(0, 3) : Infinity;
      if (line.rest.length < length) return;
      const packet = line.rest.subarray(0, length);
      line.rest = line.rest.subarray(length);
      this.forward(line, packet);
    }
  }

  private forward(line: Line, packet: Buffer): void {
    if (line.requests === 'vanish' || this.deaf === 'requests') return;
    const sql = statementIn(packet, line);
    const plan = this.plan;
    if (sql !== null) this.seen.push(sql);
    if (sql === null || !plan || plan.done || !plan.matches(sql)) {
      this.pass(line.far, packet);
      return;
    }
    plan.done = true;
    this.happen(line, packet, plan.incident);
  }

  private happen(line: Line, packet: Buffer, incident: Incident): void {
    switch (incident) {
      case 'cut_before':
        line.near.destroy();
        return;
      case 'cut_within':
        line.far.write(packet.subarray(0, packet.length >> 1), () => line.near.destroy());
        return;
      case 'cut_behind':
        line.far.write(packet, () => line.near.destroy());
        return;
      case 'lose_request':
        line.requests = 'vanish';
        return;
      case 'cut_answer':
        line.answers = 'cut';
        break;
      case 'lose_answer':
        line.answers = 'vanish';
        break;
      case 'late':
        line.answers = 'late';
        setTimeout(() => {
          line.answers = 'pass';
          for (const bytes of line.held.splice(0)) this.pass(line.near, bytes);
        }, LATE_MS);
        break;
    }
    this.pass(line.far, packet);
  }

  private fromDatabase(line: Line, bytes: Buffer): void {
    if (line.answers === 'cut') line.near.destroy();
    else if (line.answers === 'late') line.held.push(bytes);
    else if (line.answers === 'pass' && this.deaf !== 'answers') this.pass(line.near, bytes);
  }

  private pass(to: Socket, bytes: Buffer): void {
    if (this.delayMs === 0) to.write(bytes);
    else setTimeout(() => to.write(bytes), this.delayMs);
  }
}
