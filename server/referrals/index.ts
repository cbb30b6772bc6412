export { bindParts, bindRefs, type BindSeen, type Bound } from './binding';
export { isInvited } from './candidates';
export { codesOf } from './codes.queries';
export { boundShown, invitationOf, inviteByCode } from './invitations.queries';
export { milestoneErrand, passMilestonesOn } from './milestones.pass-on';
export { budgetLeft, budgetsLeft, programById, runningPrograms, termsAt, termsOf } from './programs.queries';
export { isRunning, termsId } from './programs.rules';
export {
  inviteCodes,
  invites,
  referralPrograms,
  referralRewards,
  REFERRALS_TABLES,
  referralStandings,
  referralTerms,
  type InviteRow,
  type ProgramRow,
  type RewardRow,
  type StandingRow,
  type TermsRow,
} from './referrals.entity';
export { advanceDue, advanceInvite } from './referrals.due';
export { referralHandlers } from './referrals.handlers';
export { ReferralsModule } from './referrals.module';
export { promiseOf, rewardShownOf, templatesOf } from './shown';
export { referralBooksAuditChecks } from './referral-books.audit';
export { referralsAuditChecks } from './referrals.audit';
