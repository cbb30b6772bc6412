import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { SaleDirectory } from './flash-sales.queries';
import { OffersConsoleController } from './http/offers.console.controller';
import { SalesConsoleController } from './http/sales.console.controller';
import { Tickets } from './tickets';

/** Flash sales and what they offer, as operators make them. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule],
  controllers: [SalesConsoleController, OffersConsoleController],
  providers: [SaleDirectory, Tickets],
  exports: [Tickets],
})
export class FlashSalesModule {}
