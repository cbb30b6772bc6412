import { Module } from '@nestjs/common';
import { CouponsModule } from '../coupons';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';

/** Members who bring friends, and what both get for it. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule, CouponsModule],
  controllers: [],
  providers: [],
})
export class ReferralsModule {}
