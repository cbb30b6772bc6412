export { ANALYTICS_TABLES, milestones, type MilestoneRow } from './analytics.entity';
export { analyticsHandlers } from './milestones';
