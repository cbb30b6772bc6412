import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { CouponWallet } from './coupons.queries';
import { CouponsController } from './http/coupons.controller';
import { TemplatesConsoleController } from './http/templates.console.controller';
import { CouponLatecomers } from './latecomers';
import { TemplateQueries } from './templates.queries';

/** Coupon templates, the coupon centre and wallets. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule],
  controllers: [CouponsController, TemplatesConsoleController],
  providers: [CouponWallet, CouponLatecomers, TemplateQueries],
  exports: [CouponWallet, TemplateQueries],
})
export class CouponsModule {}
