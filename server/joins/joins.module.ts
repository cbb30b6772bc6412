import { Global, Module } from '@nestjs/common';
import { MemberCounts, MembersModule } from '../members';
import { StoresModule } from '../stores';
import { TierGifts } from '../tiers';
import { LandingOffers } from '../visits';
import { JoinsController } from './http/joins.controller';
import { CountsOfFeatures } from './joins.counts';
import { OffersOfFeatures } from './joins.offers';
import { Joins } from './joins.service';
import { GiftsOfFeatures } from './joins.titles';

/**
 * Lends members, tiers and visits, which stand below points and coupons, what their pages say about those. Global, and
 * apart from JoinsModule, so that the two need not import what stands above them.
 */
@Global()
@Module({
  imports: [StoresModule],
  providers: [
    { provide: MemberCounts, useClass: CountsOfFeatures },
    { provide: LandingOffers, useClass: OffersOfFeatures },
    { provide: TierGifts, useClass: GiftsOfFeatures },
  ],
  exports: [MemberCounts, LandingOffers, TierGifts],
})
export class LentModule {}

@Module({ imports: [LentModule, MembersModule], controllers: [JoinsController], providers: [Joins] })
export class JoinsModule {}
