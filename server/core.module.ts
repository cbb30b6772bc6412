import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Core } from './core';
import { Ledger } from './ledger';
import { Clock } from './platform/clock';
import { Config } from './platform/config';
import { Keyring } from './platform/crypto';
import { Database } from './platform/database';
import { Ids } from './platform/ids';
import { Random } from './platform/random';
import { Wechat } from './wechat';

/** Gives every feature the parts that exist once per process. */
@Global()
@Module({})
export class CoreModule {
  static with(core: Core): DynamicModule {
    const parts = [
      { provide: Config, useValue: core.config },
      { provide: Clock, useValue: core.clock },
      { provide: Random, useValue: core.random },
      { provide: Ids, useValue: core.ids },
      { provide: Keyring, useValue: core.keyring },
      { provide: Database, useValue: core.database },
      { provide: Ledger, useValue: core.ledger },
      { provide: Wechat, useValue: core.wechat },
    ];
    return { module: CoreModule, providers: parts, exports: parts };
  }
}
