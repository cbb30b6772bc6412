export { pointsAuditChecks } from './points.audit';
export { pointLines, POINTS_TABLES, type PointLineRow } from './points.entity';
export { PointsModule } from './points.module';
export {
  creditPoints,
  pointsRefs,
  pointsUnderLock,
  spendPoints,
  takeBackPoints,
  type PointsContext,
} from './points.parts';
export { memberPoints } from './points.queries';
export { balanceOf, programDay, type PointAccount, type PointPolicy } from './points.rules';
