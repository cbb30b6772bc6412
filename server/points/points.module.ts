import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { StoresModule } from '../stores';
import { AdjustmentQueries } from './adjustments.queries';
import { AdjustmentsConsoleController } from './http/adjustments.console.controller';
import { PointsController } from './http/points.controller';

/** Balances, statements and adjustments over HTTP; what else moves points is a part of a command of another feature. */
@Module({
  imports: [StoresModule, MembersModule],
  controllers: [PointsController, AdjustmentsConsoleController],
  providers: [AdjustmentQueries],
})
export class PointsModule {}
