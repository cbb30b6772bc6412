import { Module } from '@nestjs/common';
import { FlashSalesModule } from '../flash-sales';
import { MembersModule } from '../members';
import { PaymentsModule } from '../payments';
import { StoresModule } from '../stores';
import { OrdersController } from './http/orders.controller';
import { OrderDirectory } from './orders.queries';

/** What members claim of flash sales. */
@Module({
  imports: [StoresModule, MembersModule, PaymentsModule, FlashSalesModule],
  controllers: [OrdersController],
  providers: [OrderDirectory],
})
export class OrdersModule {}
