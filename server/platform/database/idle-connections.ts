import type { ConnectionPool, NewConnection } from './link';

/**
 * The connections of a pool that nobody uses. When one connection has gone silent, what lies idle has likely gone
 * the same way (a firewall forgot them, the network changed sides); each would cost its next user a time-out.
 */
export class IdleConnections {
  private readonly idle = new Set<NewConnection>();

  constructor(pool: ConnectionPool) {
    pool.on('release', (connection) => this.idle.add(connection));
    pool.on('acquire', (connection) => this.idle.delete(connection));
  }

  /** Closes them all; the pool makes new ones when it needs them. */
  drop(): void {
    for (const connection of this.idle) connection.destroy();
    this.idle.clear();
  }
}
