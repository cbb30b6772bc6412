import { Module } from '@nestjs/common';
import { StaffModule } from '../staff';
import { StoresModule } from '../stores';
import { LoginController } from './http/login.controller';
import { MemberController } from './http/member.controller';
import { MemberFeed } from './members.feed';
import { Logins } from './members.login';
import { PhoneExchange } from './members.phones';
import { MemberProfiles } from './members.profile';
import { MemberDirectory } from './members.queries';

@Module({
  imports: [StoresModule, StaffModule],
  controllers: [LoginController, MemberController],
  providers: [MemberDirectory, MemberProfiles, MemberFeed, PhoneExchange, Logins],
  exports: [MemberDirectory, MemberProfiles, PhoneExchange],
})
export class MembersModule {}
