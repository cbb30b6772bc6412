import { Module } from '@nestjs/common';
import { FlashSalesModule } from '../flash-sales';
import { MembersModule } from '../members';
import { PaymentsModule } from '../payments';
import { StoresModule } from '../stores';
import { OrdersController } from './http/orders.controller';
import { ShelfController } from './http/shelf.controller';
import { WaitsController } from './http/waits.controller';
import { OrderDirectory } from './orders.queries';
import { SaleShelf } from './shelf.queries';
import { WaitDirectory } from './waits.queries';

/** What members claim of flash sales. */
@Module({
  imports: [StoresModule, MembersModule, PaymentsModule, FlashSalesModule],
  controllers: [OrdersController, ShelfController, WaitsController],
  providers: [OrderDirectory, SaleShelf, WaitDirectory],
})
export class OrdersModule {}
