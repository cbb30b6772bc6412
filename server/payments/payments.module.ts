import { Module } from '@nestjs/common';
import { NoticesController } from './http/notices.controller';
import { PaymentRefunds } from './payment-refunds';
import { ShippingReports } from './shipping-reports';

/** Money through WeChat Pay: what comes in, what goes back, and what WeChat is told of it. */
@Module({
  controllers: [NoticesController],
  providers: [PaymentRefunds, ShippingReports],
  exports: [PaymentRefunds, ShippingReports],
})
export class PaymentsModule {}
