import { Module } from '@nestjs/common';
import { StoresModule } from '../stores';
import { PointsController } from './http/points.controller';

/** Balances and statements over HTTP; everything that moves points is a part of a command of another feature. */
@Module({ imports: [StoresModule], controllers: [PointsController] })
export class PointsModule {}
