import { Module } from '@nestjs/common';
import { StaffModule } from '../staff';
import { ScenePictures } from './scene-pictures';
import { ChannelDirectory } from './channels.queries';
import { ChannelsConsoleController } from './http/channels.console.controller';

/** Printed and shown codes, and what they attribute. Needs the core's Database, Ledger, Config and Wechat. */
@Module({
  imports: [StaffModule],
  controllers: [ChannelsConsoleController],
  providers: [ChannelDirectory, ScenePictures],
  exports: [ChannelDirectory, ScenePictures],
})
export class ChannelsModule {}
