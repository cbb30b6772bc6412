import { Module } from '@nestjs/common';
import { MembersModule } from '../members';
import { SignInsConsoleController } from './http/sign-ins.console.controller';
import { SignInsController } from './http/sign-ins.controller';
import { SignInQueries } from './sign-ins.queries';

/** Daily sign-ins: streaks, make-ups and what they give. */
@Module({
  imports: [MembersModule],
  controllers: [SignInsController, SignInsConsoleController],
  providers: [SignInQueries],
})
export class SignInsModule {}
