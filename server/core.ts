import { setTimeout as sleep } from 'node:timers/promises';
import { hostname } from 'node:os';
import { Ledger } from './ledger';
import { MIGRATIONS } from './migrations';
import { Clock, SystemClock } from './platform/clock';
import type { Config } from './platform/config';
import { Database } from './platform/database';
import { RandomIds } from './platform/ids';
import { createLogger, Log } from './platform/logging';
import { Random, SystemRandom } from './platform/random';
import { ENTITIES } from './tables';
import { createWechat, Wechat } from './wechat';
import { createPaymentGateway, PaymentGateway } from './wechat/pay';

/** What every feature stands on; one of each per process. */
export interface Core {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly wechat: Wechat;
  readonly payments: PaymentGateway;
  /** Name of this process among several. */
  readonly holder: string;
  readonly log: Log;
}

/** Parts that tests replace. */
export type CoreOverrides = Partial<Pick<Core, 'clock' | 'random' | 'wechat' | 'payments' | 'log'>>;

/** Thrown when the schema is not what the program needs. */
export class NotMigrated extends Error {
  constructor() {
    super('the database is not up to date: run `node dist/node/server/cli/main.js migrate` first');
  }
}

/** Connects to the database and puts the parts together. Throws the driver's error when the database is away. */
export async function openCore(config: Config, overrides: CoreOverrides = {}): Promise<Core> {
  const clock = overrides.clock ?? new SystemClock();
  const random = overrides.random ?? new SystemRandom();
  const ids = new RandomIds(random);
  const log = overrides.log ?? createLogger(config);
  const database = await Database.open({
    url: config.database_url,
    data_dir: config.data_dir,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    watch_nesting: config.env !== 'production',
  });
  const ledger = new Ledger({
    database,
    clock,
    ids,
    random,
    timezone: config.program.timezone,
    queueMax: config.queue_max,
    warn: (message, err) => {
      log.error({ err }, message);
    },
  });
  const outward = { random, clock, log, sleep: (ms: number) => sleep(ms).then(() => undefined) };
  const wechat = overrides.wechat ?? createWechat(config.wechat, outward);
  const payments =
    overrides.payments ?? createPaymentGateway(config.pay, { ...outward, shipping: wechat.shipping });
  return {
    config,
    clock,
    random,
    database,
    ledger,
    wechat,
    payments,
    holder: `${hostname().slice(0, 40)}:${process.pid}:${random.text(6)}`,
    log,
  };
}

/** Finishes what was taken, then lets go of the database. */
export async function closeCore(core: Core): Promise<void> {
  await core.ledger.close();
  await core.database.close();
}
