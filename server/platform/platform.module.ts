import { Global, Module, type DynamicModule } from '@nestjs/common';
import { PersonTokens } from './auth';
import { Clock, SystemClock } from './clock';
import { Config } from './config';
import { Keyring } from './crypto';
import { Readiness } from './http/readiness';
import { Ids, RandomIds } from './ids';
import { createLogger, Log } from './logging';
import { Metrics } from './metrics';
import { Random, SystemRandom } from './random';

/** What tests put in the place of the real parts. */
export interface PlatformParts {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
}

/** The platform's ports, for every module of the server. The database has a module of its own. */
@Global()
@Module({})
export class PlatformModule {
  static register(config: Config, parts: PlatformParts = {}): DynamicModule {
    const own = [Ids, Keyring, Metrics, PersonTokens, Readiness];
    return {
      module: PlatformModule,
      providers: [
        { provide: Config, useValue: config },
        { provide: Clock, useValue: parts.clock ?? new SystemClock() },
        { provide: Random, useValue: parts.random ?? new SystemRandom() },
        { provide: Log, useValue: parts.log ?? createLogger(config) },
        { provide: Ids, useClass: RandomIds },
        Keyring,
        Metrics,
        PersonTokens,
        Readiness,
      ],
      exports: [Config, Clock, Random, Log, ...own],
    };
  }
}
