import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { StoresModule } from '../stores';
import { AdjustmentQueries } from './adjustments.queries';
import { AdjustmentsConsoleController } from './http/adjustments.console.controller';
import { PointCampaignsConsoleController } from './http/point-campaigns.console.controller';
import { PointsController } from './http/points.controller';
import { PointCampaignDirectory } from './point-campaigns.queries';

/**
 * Balances, statements, adjustments and point campaigns over HTTP; what else moves points is a part of a command of
 * another feature.
 */
@Module({
  imports: [StoresModule, MembersModule],
  controllers: [PointsController, AdjustmentsConsoleController, PointCampaignsConsoleController],
  providers: [AdjustmentQueries, PointCampaignDirectory],
})
export class PointsModule {}
