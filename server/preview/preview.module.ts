import { Module } from '@nestjs/common';
import { H5Controller } from './h5.controller';
import { PreviewController } from './preview.controller';

/** The launch pad, the mini-program's H5 build and the demo people: development only, the configuration refuses it in production. */
@Module({ controllers: [PreviewController, H5Controller] })
export class PreviewModule {}
