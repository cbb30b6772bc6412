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
} from './referrals.entity';
