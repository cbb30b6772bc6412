import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { analyticsHandlers } from './analytics';
import { Background } from './background';
import { benefitHandlers } from './benefits';
import { closeCore, NotMigrated, openCore, type Core, type CoreOverrides } from './core';
import { CoreModule } from './core.module';
import { FEATURES } from './features';
import { jobKinds } from './job-kinds';
import { AvatarChecks, pictureHandlers, PictureStore } from './members';
import { PaymentRefunds, ShippingReports } from './payments';
import { PayInbox, PayWatch } from './orders';
import type { Config } from './platform/config';
import { createServer, HttpModule, Readiness } from './platform/http';
import { Metrics } from './platform/metrics';
import { PlatformModule } from './platform/platform.module';
import { PreviewModule } from './preview/preview.module';
import { PrincipalsModule } from './principals.module';
import { milestoneErrand, referralHandlers } from './referrals';

/** Undelivered events older than this mean that something is stuck. */
const RELAY_LAG_MAX_MS = 60_000;

@Module({})
class AppModule {
  static with(core: Core): DynamicModule {
    const { config, clock, random, log } = core;
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(config, { clock, random, log }),
        CoreModule.with(core),
        HttpModule.register(PrincipalsModule),
        ...FEATURES,
        ...(config.preview ? [PreviewModule] : []),
      ],
    };
  }
}

/** A server that is up: listening is the caller's. */
export interface App {
  readonly core: Core;
  readonly nest: NestFastifyApplication;
  readonly background: Background;
  readonly pictures: PictureStore;
  /** Takes no more requests, finishes those under way and what the ledger took, lets go of the database. */
  close(): Promise<void>;
}

/** Builds the whole server on a migrated database; throws NotMigrated on another. */
export async function createApp(config: Config, overrides: CoreOverrides = {}): Promise<App> {
  const core = await openCore(config, overrides);
  if (await core.database.pendingMigrations()) {
    await closeCore(core);
    throw new NotMigrated();
  }
  const nest = await createServer(AppModule.with(core), config, { log: core.log, random: core.random });
  const pictures = nest.get(PictureStore);
  const handlers = [
    ...analyticsHandlers(core.database),
    ...benefitHandlers(core.database, core.ledger, config.program),
    ...referralHandlers(core.database, core.ledger, config.program),
    ...pictureHandlers(pictures),
  ];
  if (handlers.every(({ types }) => types.length > 0))
    core.ledger.deliverOnly(handlers.flatMap(({ types }) => types));
  const background = new Background(core, {
    handlers,
    checks: nest.get(AvatarChecks),
    pictures,
    kinds: jobKinds(core),
    errands: [
      nest.get(PayWatch),
      nest.get(PayInbox),
      nest.get(PaymentRefunds),
      nest.get(ShippingReports),
      milestoneErrand(core),
    ],
  });
  registerReadiness(nest.get(Readiness), core, background);
  registerFigures(nest.get(Metrics), core);
  return {
    core,
    nest,
    background,
    pictures,
    close: async () => {
      await nest.close();
      await background.stop();
      await closeCore(core);
    },
  };
}

/** What the engine does, from which the rows of a command and the commands of a batch can be told. */
function registerFigures(metrics: Metrics, { ledger }: Core): void {
  metrics.gauge('ledger_commands', 'Commands accepted since the start', () => ledger.totals.commands);
  metrics.gauge('ledger_batches', 'Batches committed since the start', () => ledger.totals.batches);
  metrics.gauge('ledger_rows', 'Rows written by commands since the start', () => ledger.totals.rows);
  metrics.gauge('ledger_waiting', 'Commands waiting for a batch', () => ledger.waiting);
}

function registerReadiness(readiness: Readiness, core: Core, background: Background): void {
  readiness.register('database', async () => {
    await core.database.read.query('SELECT 1');
    return null;
  });
  readiness.register('migrations', async () =>
    (await core.database.pendingMigrations()) ? 'run `liuke migrate`' : null,
  );
  readiness.register('relay', async () => {
    const { oldest_ms: oldest } = await background.relay.lag();
    return oldest > RELAY_LAG_MAX_MS ? `oldest undelivered event is ${oldest} ms old` : null;
  });
}
