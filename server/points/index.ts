export { expiryJobs } from './expiry.jobs';
export { lotRefs, openLot, reopenLot } from './lots.parts';
export { adjustmentsAuditChecks } from './adjustments.audit';
export { pointsAuditChecks } from './points.audit';
export { campaignsAround } from './point-campaigns.queries';
export { pointLines, POINTS_TABLES, type PointCampaignRow, type PointLineRow } from './points.entity';
export { PointsModule } from './points.module';
export {
  creditPoints,
  pointsRefs,
  pointsUnderLock,
  spendPoints,
  takeBackPoints,
  type PointsContext,
} from './points.parts';
export { legsAfter, spentLegs } from './points.legs';
export { returnPoints, returnRefs, type ReturnPolicy, type SpentLeg } from './points.returns';
export { memberPoints, takeBackPreview } from './points.queries';
export { arrivePoints, restPoints, voidRest } from './points.resting';
export { balanceOf, programDay, type PointAccount, type PointPolicy } from './points.rules';
