import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { TiersConsoleController } from './http/tiers.console.controller';
import { TiersController } from './http/tiers.controller';
import { TierDirectory } from './tiers.queries';

/** Levels: the ladder, growth, reviews; and birthdays. Needs what LentModule binds. */
@Module({
  imports: [MembersModule],
  controllers: [TiersController, TiersConsoleController],
  providers: [TierDirectory],
  exports: [TierDirectory],
})
export class TiersModule {}
