import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETUP_PATH } from '../../shared/contract';
import { Config } from '../platform/config';
import { Keyring } from '../platform/crypto';
import { Database } from '../platform/database';
import { Log } from '../platform/logging';
import { base62Of } from './base62';

const TOKEN_LENGTH = 24;

/**
 * The token that lets the first operator in: `LIUKE_SETUP_TOKEN`, or else one derived from the program's secret
 * key. Derived rather than drawn, so that every process of a program takes the same one, also after a restart,
 * and none is kept anywhere. It is worth nothing once an account exists.
 */
@Injectable()
export class SetupToken implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly keyring: Keyring,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Says how to get in while there is no account. A token that the operator set is known to them and not printed. */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.isOpen())) return;
    const token = this.config.setup_token === null ? this.value : '<LIUKE_SETUP_TOKEN>';
    this.log.warn(
      {},
      `no console account yet: set up the first one at ${this.config.public_url}${SETUP_PATH}#${token}`,
    );
  }

  /** Whether no account exists yet. */
  async isOpen(): Promise<boolean> {
    const rows = await this.database.read.query('SELECT id FROM console_accounts LIMIT 1');
    return rows.length === 0;
  }

  /** Whether `given` is the token; takes the same time wherever they differ. */
  matches(given: string): boolean {
    return this.keyring.verify('setup-token', this.value, this.keyring.sign('setup-token', given));
  }

  /** The token itself: for the start-up line and the demo. */
  get value(): string {
    return this.config.setup_token ?? base62Of(this.keyring.sign('setup', 'first operator'), TOKEN_LENGTH);
  }
}
