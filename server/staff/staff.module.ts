import { Module } from '@nestjs/common';
import { StoresModule } from '../stores';
import { ConsoleAccounts } from './console-accounts';
import { ConsoleSessions } from './console-sessions';
import { AccountsController } from './http/accounts.controller';
import { SetupPageController } from './http/setup-page.controller';
import { StaffConsoleController } from './http/staff.console.controller';
import { StaffController } from './http/staff.controller';
import { InvitationCodes } from './invitation-codes';
import { SetupToken } from './setup-token';
import { SignInGuard } from './sign-in-guard';
import { StaffDirectory } from './staff.queries';

/** Who works here: staff at the counter and accounts in the console. Needs the whole core. */
@Module({
  imports: [StoresModule],
  controllers: [AccountsController, SetupPageController, StaffConsoleController, StaffController],
  providers: [ConsoleAccounts, ConsoleSessions, InvitationCodes, SetupToken, SignInGuard, StaffDirectory],
  exports: [ConsoleSessions, SetupToken, StaffDirectory],
})
export class StaffModule {}
