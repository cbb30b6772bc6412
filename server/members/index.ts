export type { SealedPhone } from './members.commands';
export { MemberCounts } from './members.counts';
export { members, MEMBERS_TABLES, people, type MemberRow, type PersonRow } from './members.entity';
export { MembersModule } from './members.module';
export { PhoneExchange } from './members.phones';
export { MemberProfiles } from './members.profile';
export { MemberDirectory } from './members.queries';
export { memberIdOf } from './members.rules';
