export { TIERS_TABLES } from './tiers.entity';
export { TierGifts } from './tiers.gifts';
export { TiersModule } from './tiers.module';
export { growParts, ladderUnderLock, standingUnderLock, tierRefs, type Growth } from './tiers.parts';
export { currentLadder, TierDirectory } from './tiers.queries';
export { progressAfter, tierNameOf, type Ladder, type Standing } from './tiers.rules';
