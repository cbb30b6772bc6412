import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { SaleDirectory } from './flash-sales.queries';
import { FlashSalesController } from './http/flash-sales.controller';
import { OffersConsoleController } from './http/offers.console.controller';
import { SalesConsoleController } from './http/sales.console.controller';
import { SaleShelf } from './shelf.queries';
import { Tickets } from './tickets';

/** Flash sales and what they offer. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule],
  controllers: [FlashSalesController, SalesConsoleController, OffersConsoleController],
  providers: [SaleDirectory, SaleShelf, Tickets],
  exports: [Tickets],
})
export class FlashSalesModule {}
