import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { SaleDirectory } from './flash-sales.queries';
import { OffersConsoleController } from './http/offers.console.controller';
import { SalesConsoleController } from './http/sales.console.controller';

/** Flash sales and what they offer. */
@Module({
  imports: [MerchantsModule, StoresModule],
  controllers: [SalesConsoleController, OffersConsoleController],
  providers: [SaleDirectory],
})
export class FlashSalesModule {}
