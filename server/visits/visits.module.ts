import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels';
import { MembersModule } from '../members';
import { StaffModule } from '../staff';
import { StoresModule } from '../stores';
import { VisitsController } from './http/visits.controller';
import { Landings } from './visits.landing';

/** Openings of the mini-program. Needs the core's parts and somebody who binds LandingOffers. */
@Module({
  imports: [StoresModule, StaffModule, MembersModule, ChannelsModule],
  controllers: [VisitsController],
  providers: [Landings],
})
export class VisitsModule {}
