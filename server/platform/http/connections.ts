import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long and how many: what a server bears of connections that want nothing of it. Times in ms. */
export interface ConnectionLimits {
  /** Time to send the headers of a request, beginning with the connection. */
  readonly headers_ms: number;
  /** Time to send a whole request; a slow one must not hold a connection for ever. */
  readonly request_ms: number;
  /** Silence on a connection; a long poll is silent for 25 s. */
  readonly silence_ms: number;
  /** Longer than the 60 s that load balancers keep an idle connection, so that they close it, not we. */
  readonly keep_alive_ms: number;
  /** How often the times above are looked at. */
  readonly checked_every_ms: number;
  /** Connections in all; more are dropped. */
  readonly connections_max: number;
  /** Connections that have not sent one whole request yet; beyond it the oldest of them makes way. */
  readonly strangers_max: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headers_ms: 15_000,
  request_ms: 30_000,
  silence_ms: 75_000,
  keep_alive_ms: 65_000,
  checked_every_ms: 5_000,
  connections_max: 10_000,
  strangers_max: 5_000,
};
/** Share of `connections_max` from which on idle connections are closed early. */
const CROWDED = 0.9;

/**
 * Keeps room for people with something to ask: of connections that never sent a whole request the oldest makes way
 * for a new one, and when it gets crowded, idle connections are closed before their time.
 */
export function keepRoom(server: Server, limits: ConnectionLimits): void {
  const strangers = new Set<Socket>();
  let open = 0;
  server.maxConnections = limits.connections_max;
  server.on('connection', (socket: Socket) => {
    open += 1;
    strangers.add(socket);
    socket.once('close', () => {
      open -= 1;
      strangers.delete(socket);
    });
    if (strangers.size > limits.strangers_max) firstOf(strangers)?.destroy();
    if (open > CROWDED * limits.connections_max) server.closeIdleConnections();
  });
  server.on('request', (request: IncomingMessage) => {
    const { socket } = request;
    if (!strangers.has(socket)) return;
    if (hasBody(request)) request.once('end', () => strangers.delete(socket));
    else strangers.delete(socket);
  });
  // RFC 9110, 10.1.1: other expectations than 100-continue may be passed over
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** A set keeps the order of arrival. */
function firstOf<Item>(items: ReadonlySet<Item>): Item | undefined {
  const [first] = items;
  return first;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
