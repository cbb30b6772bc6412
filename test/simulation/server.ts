import { createHash } from 'node:crypto';
import type { RouteKey } from '../../shared/contract';
import { createApp, type App } from '../../server/app';
import { AUDIT_CHECKS } from '../../server/features';
import { audit } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { TestClock } from '../../server/platform/clock';
import { loadConfig, type Config, type Settings } from '../../server/platform/config';
import { Database } from '../../server/platform/database';
import { createLogger } from '../../server/platform/logging';
import { SeededRandom } from '../../server/platform/random';
import { ENTITIES } from '../../server/tables';
import { injectInto, requestOf, SETUP_TOKEN, type CallOptions, type Reply } from '../support/app';
import { createEmptyPlace, testDatabase, type EmptyPlace } from '../support/database';
import { Bank } from './bank';
import { Faults } from './faults';
import { Turns } from './turns';
import { SimWechat } from './wechat';

/** A clock whose durations can pass while the hour stays: a batch that is tried again takes no time of day. */
export class SimClock extends TestClock {
  private lost = 0;

  override elapsed(): number {
    return super.elapsed() + this.lost;
  }

  /** Lets `ms` milliseconds of waiting pass. */
  lose(ms: number): void {
    this.lost += ms;
  }
}

export interface ServerOptions {
  readonly seed: number;
  readonly point_expiry: Settings['program']['point_expiry'];
  /** Whether WeChat Pay is set up, played in this process. */
  readonly hasBank?: boolean;
  /** Breaks a server on purpose, each time one is opened: for tests that show that a simulation can fail. */
  readonly tamper?: ((app: App) => void | Promise<void>) | undefined;
}

const KEY = (letter: string): string => letter.repeat(64);

/**
 * The whole server on a database of its own, which can be closed, or abandoned in the middle of a statement, and
 * opened anew. On MariaDB there are two of it.
 */
export class SimServer {
  readonly clock = new SimClock();
  readonly wechat = new SimWechat();
  readonly faults: Faults;
  /** WeChat Pay; null where it is not set up. */
  readonly bank: Bank | null;
  private apps: { readonly app: App; readonly serial: number }[] = [];
  private opened = 0;
  private readonly course = createHash('sha256');

  private constructor(
    readonly turns: Turns,
    private readonly place: EmptyPlace,
    private readonly config: Config,
    private readonly options: ServerOptions,
    bank: Bank | null,
  ) {
    this.bank = bank;
    this.faults = new Faults((ms) => this.clock.lose(ms));
  }

  static async start(options: ServerOptions): Promise<SimServer> {
    const place = await createEmptyPlace();
    const database = await Database.open({
      url: place.url,
      data_dir: place.dataDir,
      entities: ENTITIES,
      migrations: MIGRATIONS,
    });
    await database.migrate();
    await database.close();
    const bank = options.hasBank ? new Bank(options.seed) : null;
    const config = loadConfig({
      NODE_ENV: 'test',
      LIUKE_DATA_DIR: place.dataDir,
      LIUKE_SECRET_KEY: KEY('a'),
      LIUKE_HASH_KEY: KEY('b'),
      LIUKE_SETUP_TOKEN: SETUP_TOKEN,
      LIUKE_PREVIEW: 'off',
      ...bank?.settings(),
      LIUKE_LOG_LEVEL: process.env['LIUKE_LOG_LEVEL'] ?? 'fatal',
      ...(place.url === null ? {} : { DATABASE_URL: place.url }),
    });
    const program = { ...config.program, point_expiry: options.point_expiry };
    const settings = config.with({ rate_limits: false, program });
    const server = new SimServer(new Turns(testDatabase === 'sqlite'), place, settings, options, bank);
    bank?.open(server.clock, (process, request) => injectInto(server.at(process).app, request));
    while (server.apps.length < server.processes) server.apps.push(await server.open());
    return server;
  }

  /** How many servers share the database. */
  get processes(): number {
    return testDatabase === 'mariadb' ? 2 : 1;
  }

  /** Asks one of the servers; letting turns pass is the caller's. */
  ask<Key extends RouteKey>(process: number, key: Key, options: CallOptions<Key>): Promise<Reply<unknown>> {
    return injectInto(this.at(process).app, requestOf(key, options));
  }

  /** Closes a server as a signal does, whatever is under way, and opens it again. */
  async closeAndOpen(process: number): Promise<void> {
    await this.at(process).app.close();
    await this.replace(process);
  }

  /** Leaves a server as a killed process is left, in the middle of whatever it was doing, and opens a new one. */
  async abandonAndOpen(process: number): Promise<void> {
    const { app } = this.at(process);
    const { database } = app.core;
    database.injectFaults(() => new Promise(() => undefined));
    void app.background.stop();
    // the system takes a dead process's locks away; here the process lives on
    if (database.dialect.name === 'sqlite') await database.source.query('ROLLBACK').catch(() => undefined);
    await database.close();
    // for its timers, which a dead process would not have: without a database it can do nothing more
    void app.nest.close().catch(() => undefined);
    await this.replace(process);
  }

  /** What does not balance; nothing when all is well. */
  async audit(): Promise<readonly unknown[]> {
    return (await audit(this.at(0).app.core.database, AUDIT_CHECKS)).drift;
  }

  /** Reads what is committed. */
  async rows(sql: string): Promise<readonly Readonly<Record<string, string | number | null>>[]> {
    return this.at(0).app.core.database.read.query(sql, []);
  }

  async stop(): Promise<void> {
    this.faults.clear();
    for (const { app } of this.apps) await this.turns.until(app.close());
    this.turns.restore();
    await this.place.remove();
  }

  /** Which of all that were ever opened a server is, for the faults. */
  serialOf(process: number): number {
    return this.at(process).serial;
  }

  /** Of every statement that wrote something, and the turn in which it did: equal for equal runs. */
  hash(): string {
    return this.course.copy().digest('hex').slice(0, 16);
  }

  private at(process: number): { readonly app: App; readonly serial: number } {
    return this.apps[process % this.apps.length]!;
  }

  private async replace(process: number): Promise<void> {
    this.apps[process % this.apps.length] = await this.open();
  }

  private async open(): Promise<{ app: App; serial: number }> {
    this.opened += 1;
    const app = await createApp(this.config, {
      clock: this.clock,
      wechat: this.wechat,
      ...(this.bank && this.config.pay ? { payments: this.bank.gateway(this.config.pay) } : {}),
      // at once: lines that are put together and written now and then would keep a timer for every server
      log: createLogger(this.config, process.stdout),
      random: new SeededRandom(`simulation:${this.options.seed}:${this.opened}`),
    });
    await this.options.tamper?.(app);
    const serial = this.opened;
    app.core.database.injectFaults((point) => {
      this.course.update(`${serial} ${this.turns.passed} ${point.phase} ${point.sql}\n`);
      return this.faults.at(serial, point);
    });
    return { app, serial };
  }
}
