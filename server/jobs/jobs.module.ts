import { Module } from '@nestjs/common';
import { JobsConsoleController } from './http/jobs.console.controller';
import { JobList } from './jobs.queries';

/** What an operator sees of long and timed work, and may do to it. The work itself is platform/jobs. */
@Module({ controllers: [JobsConsoleController], providers: [JobList] })
export class JobsModule {}
