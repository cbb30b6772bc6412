import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { Database, marks } from '../platform/database';
import { TierGifts } from '../tiers';

/** What levels give, out of coupons. */
@Injectable()
export class GiftsOfFeatures extends TierGifts {
  constructor(private readonly database: Database) {
    super();
  }

  async titles(ids: readonly Id<'template'>[]): Promise<ReadonlyMap<Id<'template'>, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.read.query<{ id: Id<'template'>; title: string }>(
      `SELECT id, title FROM coupon_templates WHERE id IN (${marks(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ id, title }) => [id, title]));
  }
}
