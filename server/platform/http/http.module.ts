import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Admission } from './admission';
import { DocsController } from './docs.controller';
import { RateLimits } from './limits';
import { OpenCalls } from './open-calls';
import { ProblemFilter } from './problem.filter';
import { SystemController } from './system.controller';
import { SystemGuard } from './system.guard';

/** What admits requests, and the system routes of every server, which are Nest's own. Needs `PlatformModule`. */
@Module({})
export class HttpModule {
  /** `principals` exports a provider of `PrincipalSource`. */
  static register(principals: Type | DynamicModule): DynamicModule {
    return {
      module: HttpModule,
      imports: [principals],
      controllers: [SystemController, DocsController],
      providers: [
        Admission,
        OpenCalls,
        RateLimits,
        { provide: APP_GUARD, useClass: SystemGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
