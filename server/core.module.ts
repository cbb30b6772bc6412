import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Core } from './core';
import { Ledger } from './ledger';
import { Database } from './platform/database';
import { Wechat } from './wechat';
import { PaymentGateway } from './wechat/pay';

/** Gives every feature the database, the ledger and WeChat; the platform module gives the rest. */
@Global()
@Module({})
export class CoreModule {
  static with({ database, ledger, wechat, payments }: Core): DynamicModule {
    const parts = [
      { provide: Database, useValue: database },
      { provide: Ledger, useValue: ledger },
      { provide: Wechat, useValue: wechat },
      { provide: PaymentGateway, useValue: payments },
    ];
    return { module: CoreModule, providers: parts, exports: parts };
  }
}
