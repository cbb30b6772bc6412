import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels';
import { CouponsModule } from '../coupons';
import { MembersModule } from '../members';
import { MerchantsModule } from '../merchants';
import { StoresModule } from '../stores';
import { FriendDirectory } from './friends.queries';
import { InviteCodesController } from './http/codes.controller';
import { NumbersConsoleController } from './http/numbers.console.controller';
import { ProgramsConsoleController } from './http/programs.console.controller';
import { ReferralProgressController } from './http/progress.controller';
import { ReviewsConsoleController } from './http/reviews.console.controller';
import { ConsoleInvites } from './invites.console.queries';
import { Leaderboard } from './leaderboard.queries';
import { MemberPrograms } from './member-programs.queries';
import { ReferralNumbersReport } from './numbers.queries';
import { ProgramDirectory } from './programs.console.queries';

/** Members who bring friends, and what both get for it. */
@Module({
  imports: [MerchantsModule, StoresModule, MembersModule, ChannelsModule, CouponsModule],
  controllers: [
    InviteCodesController,
    NumbersConsoleController,
    ProgramsConsoleController,
    ReferralProgressController,
    ReviewsConsoleController,
  ],
  providers: [
    ConsoleInvites,
    FriendDirectory,
    Leaderboard,
    MemberPrograms,
    ProgramDirectory,
    ReferralNumbersReport,
  ],
})
export class ReferralsModule {}
