import { Injectable } from '@nestjs/common';
import type { ConsoleStore, StoreCard } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { changedTo } from '../merchants';
import { Database } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory } from './store-directory';
import { stores, type StoreRow } from './stores.entity';
import { consoleStoreOf, storeCardOf, type Point } from './stores.rules';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Stands for "no distance" in the order: behind every store that has one. */
const NO_DISTANCE = Number.MAX_SAFE_INTEGER;

/** Lists of stores. */
@Injectable()
export class StoreQueries {
  constructor(
    private readonly database: Database,
    private readonly directory: StoreDirectory,
  ) {}

  /** Open stores for members: nearest first where `near` is given, those without a place last; else oldest first. */
  async cards(query: PageQuery, near: Point | null, at: Instant): Promise<Page<StoreCard>> {
    const position = positionOf(query.after, ['number', 'string']);
    const [distance, id] = (position ?? [-1, '']) as [number, string];
    const isBehind = (card: StoreCard): boolean =>
      orderOf(card) > distance || (orderOf(card) === distance && card.id > id);
    const cards = (await this.directory.all())
      .filter((store) => store.state === 'open')
      .map((store) => storeCardOf(store, at, near))
      .filter(isBehind)
      .sort((a, b) => orderOf(a) - orderOf(b) || (a.id < b.id ? -1 : 1));
    return pageOf(
      cards.slice(0, query.limit + 1),
      query.limit,
      (card) => [orderOf(card), card.id],
      (card) => card,
    );
  }

  /** Stores for the console, newest first, closed ones included. */
  async page(query: PageQuery): Promise<Page<ConsoleStore>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM stores ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    return pageOf(
      found.map((raw) => stores.decode(raw)),
      query.limit,
      (row) => [row.id],
      consoleStoreOf,
    );
  }

  /** The store as it was after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<ConsoleStore> {
    return consoleStoreOf(await changedTo<StoreRow>(this.database.read, changeId));
  }
}

function orderOf(card: StoreCard): number {
  return card.distance_m ?? NO_DISTANCE;
}
