import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels';
import { CouponsModule } from '../coupons';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { InviteCodesController } from './http/codes.controller';

/** Members who bring friends, and what both get for it. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule, ChannelsModule, CouponsModule],
  controllers: [InviteCodesController],
  providers: [],
})
export class ReferralsModule {}
