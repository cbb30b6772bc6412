export { AvatarChecks, pictureHandlers } from './avatars.checks';
export { membersAuditChecks } from './members.audit';
export type { SealedPhone } from './members.commands';
export { MemberCounts } from './members.counts';
export {
  closedIdentities,
  members,
  MEMBERS_TABLES,
  people,
  type MemberRow,
  type PersonRow,
} from './members.entity';
export { MembersModule } from './members.module';
export { PhoneExchange } from './members.phones';
export { MemberProfiles } from './members.profile';
export { MemberDirectory, shownToOthers, wasClosed, wasOthers } from './members.queries';
export { closedId, maskName, memberIdOf } from './members.rules';
export { Nicknames } from './nicknames';
export { PictureStore } from './pictures.store';
export { firstConsents } from './profile.commands';
