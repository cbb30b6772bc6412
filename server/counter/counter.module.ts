import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels';
import { CouponsModule } from '../coupons';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StaffModule } from '../staff';
import { StoresModule } from '../stores';
import { TiersModule } from '../tiers';
import { CodeGuard } from './code-guard';
import { CounterDesk } from './counter-desk';
import { CounterRecords } from './counter.records';
import { CounterViews } from './counter.views';
import { CounterController } from './http/counter.controller';
import { PickupsController } from './http/pickups.controller';
import { RefundsController } from './http/refunds.controller';
import { ScansController } from './http/scans.controller';
import { PickupDesk } from './pickup-desk';
import { PickupViews } from './pickup.views';
import { ReceiptCodes } from './receipt-codes';
import { Redeemers } from './redeemers';
import { RefundDesk } from './refund-desk';
import { ScanDesk } from './scan-desk';

/** Scanning, redeeming, recording, undoing: everything that happens between a member and an assistant. */
@Module({
  imports: [
    MerchantsModule,
    StoresModule,
    StaffModule,
    MembersModule,
    ChannelsModule,
    CouponsModule,
    TiersModule,
  ],
  controllers: [ScansController, CounterController, RefundsController, PickupsController],
  providers: [
    CodeGuard,
    ScanDesk,
    CounterDesk,
    RefundDesk,
    PickupDesk,
    PickupViews,
    CounterViews,
    CounterRecords,
    ReceiptCodes,
    Redeemers,
  ],
})
export class CounterModule {}
