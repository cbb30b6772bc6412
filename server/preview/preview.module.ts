import { Module } from '@nestjs/common';
import { PreviewController } from './preview.controller';

/** The launch pad and the demo people: development only, the configuration refuses it in production. */
@Module({ controllers: [PreviewController] })
export class PreviewModule {}
