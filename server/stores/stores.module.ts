import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants';
import { StoresConsoleController } from './http/stores.console.controller';
import { StoresController } from './http/stores.controller';
import { StoreDirectory } from './store-directory';
import { StoreQueries } from './stores.queries';

/** Shops: where they are and when they are open. Needs the core's Database, Ledger and Clock. */
@Module({
  imports: [MerchantsModule],
  controllers: [StoresController, StoresConsoleController],
  providers: [StoreDirectory, StoreQueries],
  exports: [StoreDirectory],
})
export class StoresModule {}
