import { channels } from './channels.entity';

export { channelsAuditChecks } from './channels.audit';
export { channels, type ChannelRow } from './channels.entity';
export { ChannelsModule } from './channels.module';
export { ChannelDirectory } from './channels.queries';
export { ScenePictures } from './scene-pictures';

export const CHANNELS_TABLES = [channels] as const;
