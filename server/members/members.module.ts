import { Module } from '@nestjs/common';
import { StaffModule } from '../staff';
import { StoresModule } from '../stores';
import { LoginController } from './http/login.controller';
import { MemberController } from './http/member.controller';
import { PicturesController } from './http/pictures.controller';
import { ProfileController } from './http/profile.controller';
import { WechatEventsController } from './http/wechat-events.controller';
import { AvatarChecks } from './avatars.checks';
import { MemberFeed } from './members.feed';
import { Logins } from './members.login';
import { PhoneExchange } from './members.phones';
import { MemberProfiles } from './members.profile';
import { MemberDirectory } from './members.queries';
import { Nicknames } from './nicknames';
import { PictureLinks } from './pictures.links';
import { PictureStore } from './pictures.store';

@Module({
  imports: [StoresModule, StaffModule],
  controllers: [
    LoginController,
    MemberController,
    ProfileController,
    PicturesController,
    WechatEventsController,
  ],
  providers: [
    MemberDirectory,
    MemberProfiles,
    MemberFeed,
    PhoneExchange,
    Nicknames,
    PictureLinks,
    PictureStore,
    AvatarChecks,
    Logins,
  ],
  exports: [MemberDirectory, MemberProfiles, PhoneExchange, Nicknames, PictureStore, AvatarChecks],
})
export class MembersModule {}
