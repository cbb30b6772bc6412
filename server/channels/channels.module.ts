import { Module } from '@nestjs/common';
import { StaffModule } from '../staff';
import { ChannelPictures } from './channel-pictures';
import { ChannelDirectory } from './channels.queries';
import { ChannelsConsoleController } from './http/channels.console.controller';

/** Printed and shown codes, and what they attribute. Needs the core's Database, Ledger, Config and Wechat. */
@Module({
  imports: [StaffModule],
  controllers: [ChannelsConsoleController],
  providers: [ChannelDirectory, ChannelPictures],
  exports: [ChannelDirectory],
})
export class ChannelsModule {}
