import { Module } from '@nestjs/common';
import { FlashSalesModule } from '../flash-sales';
import { MembersModule } from '../members';
import { PaymentsModule } from '../payments';
import { StoresModule } from '../stores';
import { ClaimsInFlight } from './claims-in-flight';
import { ClaimsController } from './http/claims.controller';
import { OrdersController } from './http/orders.controller';
import { ShelfController } from './http/shelf.controller';
import { WaitsController } from './http/waits.controller';
import { OfferLatecomers } from './latecomers';
import { OrderDirectory } from './orders.queries';
import { SaleShelf } from './shelf.queries';
import { WaitDirectory } from './waits.queries';

/** What members claim of flash sales. */
@Module({
  imports: [StoresModule, MembersModule, PaymentsModule, FlashSalesModule],
  controllers: [ClaimsController, OrdersController, ShelfController, WaitsController],
  providers: [ClaimsInFlight, OfferLatecomers, OrderDirectory, SaleShelf, WaitDirectory],
})
export class OrdersModule {}
