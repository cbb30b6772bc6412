import { Injectable } from '@nestjs/common';
import type { ConsoleMerchant, PointRule } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { Database } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { changedTo } from './changes';
import { merchants, type MerchantRow } from './merchants.entity';
import { consoleMerchantOf, pointRuleOf } from './merchants.rules';

/** What other features need to know of a merchant. */
export interface MerchantFacts {
  readonly id: Id<'merchant'>;
  readonly name: string;
  readonly point_rule: PointRule;
}

/** Reads of merchants. */
@Injectable()
export class MerchantDirectory {
  constructor(private readonly database: Database) {}

  /** One merchant, or null. One query by key. */
  async byId(id: Id<'merchant'>): Promise<MerchantFacts | null> {
    const [raw] = await this.database.read.query('SELECT * FROM merchants WHERE id = ?', [id]);
    if (!raw) return null;
    const row = merchants.decode(raw);
    return { id: row.id, name: row.name, point_rule: pointRuleOf(row) };
  }

  /** Merchants for the console, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Page<ConsoleMerchant>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM merchants ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    return pageOf(
      found.map((raw) => merchants.decode(raw)),
      query.limit,
      (row) => [row.id],
      consoleMerchantOf,
    );
  }

  /** The merchant as it was after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<ConsoleMerchant> {
    return consoleMerchantOf(await changedTo<MerchantRow>(this.database.read, changeId));
  }
}
