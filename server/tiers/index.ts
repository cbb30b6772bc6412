export { reviewJobs } from './review.jobs';
export { tiersAuditChecks } from './tiers.audit';
export { TIERS_TABLES } from './tiers.entity';
export { TierGifts } from './tiers.gifts';
export { TiersModule } from './tiers.module';
export {
  growParts,
  LADDER_REF,
  ladderUnderLock,
  standingUnderLock,
  tierRefs,
  type Growth,
} from './tiers.parts';
export { currentLadder, readLadder, TierDirectory } from './tiers.queries';
export {
  accessOf,
  NO_TIER,
  progressAfter,
  tierNameOf,
  tierTermsOf,
  type Ladder,
  type Standing,
  type TierTerms,
} from './tiers.rules';
