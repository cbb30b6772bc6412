import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuthGuard } from './auth.guard';
import { DocsController } from './docs.controller';
import { RateLimits } from './limits';
import { OpenCalls } from './open-calls';
import { ProblemFilter } from './problem.filter';
import { SystemController } from './system.controller';

/** The guard, the filter and the system routes of every server. Needs `PlatformModule`. */
@Module({})
export class HttpModule {
  /** `principals` exports a provider of `PrincipalSource`. */
  static register(principals: Type | DynamicModule): DynamicModule {
    return {
      module: HttpModule,
      imports: [principals],
      controllers: [SystemController, DocsController],
      providers: [
        OpenCalls,
        RateLimits,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
