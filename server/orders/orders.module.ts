import { Module } from '@nestjs/common';
import { FlashSalesModule } from '../flash-sales';
import { MembersModule } from '../members';
import { PaymentsModule } from '../payments';
import { StoresModule } from '../stores';
import { ClaimsInFlight } from './claims-in-flight';
import { ClaimsController } from './http/claims.controller';
import { OrderRefundsController } from './http/order-refunds.controller';
import { OrdersConsoleController } from './http/orders.console.controller';
import { OrderPaymentsController } from './http/order-payments.controller';
import { OrdersController } from './http/orders.controller';
import { ShelfController } from './http/shelf.controller';
import { WaitsController } from './http/waits.controller';
import { OfferLatecomers } from './latecomers';
import { ConsoleOrders } from './orders.console.queries';
import { OrderDirectory } from './orders.queries';
import { SaleShelf } from './shelf.queries';
import { WaitDirectory } from './waits.queries';
import { OrderQuotes } from './order-quotes';
import { PayDesk } from './pay-desk';
import { PayInbox } from './pay-inbox';
import { PayWatch } from './pay-watch';

/** What members claim of flash sales. */
@Module({
  imports: [StoresModule, MembersModule, PaymentsModule, FlashSalesModule],
  controllers: [
    ClaimsController,
    OrdersController,
    OrderPaymentsController,
    OrderRefundsController,
    OrdersConsoleController,
    ShelfController,
    WaitsController,
  ],
  providers: [
    ClaimsInFlight,
    ConsoleOrders,
    OfferLatecomers,
    OrderDirectory,
    OrderQuotes,
    PayDesk,
    PayInbox,
    PayWatch,
    SaleShelf,
    WaitDirectory,
  ],
})
export class OrdersModule {}
