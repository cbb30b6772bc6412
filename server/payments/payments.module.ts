import { Module } from '@nestjs/common';
import { NoticesController } from './http/notices.controller';

/** Money that comes in and goes back. */
@Module({ controllers: [NoticesController] })
export class PaymentsModule {}
