import { Module } from '@nestjs/common';
import { MerchantsConsoleController } from './http/merchants.console.controller';
import { MerchantDirectory } from './merchants.queries';

/** Brands and their point rules. Needs the core's Database and Ledger. */
@Module({
  controllers: [MerchantsConsoleController],
  providers: [MerchantDirectory],
  exports: [MerchantDirectory],
})
export class MerchantsModule {}
