import { Module } from '@nestjs/common';
import { NoticesController } from './http/notices.controller';
import { PaymentsConsoleController } from './http/payments.console.controller';
import { PaymentRefunds } from './payment-refunds';
import { ConsolePayments } from './payments.console.queries';
import { ShippingReports } from './shipping-reports';

/** Money through WeChat Pay: what comes in, what goes back, and what WeChat is told of it. */
@Module({
  controllers: [NoticesController, PaymentsConsoleController],
  providers: [ConsolePayments, PaymentRefunds, ShippingReports],
  exports: [PaymentRefunds, ShippingReports],
})
export class PaymentsModule {}
