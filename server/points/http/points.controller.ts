import { Controller } from '@nestjs/common';
import type { PointsLine } from '../../../shared/contract';
import { toRfc3339 } from '../../../shared/kernel';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Handle, type Answer, type Call } from '../../platform/http';
import { pageOf, positionOf } from '../../platform/paging';
import { StoreDirectory } from '../../stores';
import type { PointLineRow } from '../points.entity';
import { memberPoints, statementPage } from '../points.queries';
import { lineTitle, programDay } from '../points.rules';

/** A member's points. */
@Controller()
export class PointsController {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Balance, what is pending and what expires next. @rule P2 @rule P6 */
  @Handle('GET /me/points')
  async summary(call: Call<'GET /me/points'>): Promise<Answer<'GET /me/points'>> {
    const today = programDay(this.config.program, this.clock.now());
    return memberPoints(this.database.read, call.principal.member_id, today);
  }

  /** The statement, newest first. @rule P10 */
  @Handle('GET /me/points/transfers')
  async statement({
    principal,
    query,
  }: Call<'GET /me/points/transfers'>): Promise<Answer<'GET /me/points/transfers'>> {
    const position = positionOf(query.after, ['number', 'number']);
    const lines = await statementPage(this.database.read, principal.member_id, {
      limit: query.limit + 1,
      after: position && { version: Number(position[0]), ordinal: Number(position[1]) },
      direction: query.direction ?? null,
    });
    const ids = new Set(lines.flatMap((line) => line.store_id ?? []));
    const names = new Map((await this.stores.byIds([...ids])).map((store) => [store.id, store.name]));
    return pageOf(
      lines,
      query.limit,
      (line) => [line.version, line.ordinal],
      (line) => lineCard(line, line.store_id === null ? null : (names.get(line.store_id) ?? null)),
    );
  }
}

function lineCard(line: PointLineRow, storeName: string | null): PointsLine {
  return {
    id: line.id,
    reason: line.reason,
    title: lineTitle(line, storeName),
    points: line.points,
    balance_after: line.balance_after,
    store_name: storeName,
    at: toRfc3339(line.at),
    day: line.day,
  };
}
