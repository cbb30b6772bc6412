import { Controller } from '@nestjs/common';
import { toRfc3339 } from '../../../shared/kernel';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Handle, Input, Refusal, type Answer, type Call } from '../../platform/http';
import { StoreDirectory } from '../../stores';
import { memberPoints, statementPage, type StatementCursor } from '../points.queries';
import { lineTitle, programDay } from '../points.rules';

const CURSOR = /^(\d{1,15})\.(\d{1,15})$/;

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
  async summary(@Input() call: Call<'GET /me/points'>): Promise<Answer<'GET /me/points'>> {
    const today = programDay(this.config.program, this.clock.now());
    return memberPoints(this.database.read, call.principal.member_id, today);
  }

  /** The statement, newest first. @rule P10 */
  @Handle('GET /me/points/transfers')
  async statement(
    @Input() { principal, query }: Call<'GET /me/points/transfers'>,
  ): Promise<Answer<'GET /me/points/transfers'>> {
    const lines = await statementPage(this.database.read, principal.member_id, {
      limit: query.limit + 1,
      after: query.after === undefined ? null : readCursor(query.after),
      direction: query.direction ?? null,
    });
    const shown = lines.slice(0, query.limit);
    const ids = new Set(shown.flatMap((line) => line.store_id ?? []));
    const names = new Map((await this.stores.byIds([...ids])).map((store) => [store.id, store.name]));
    const last = lines.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((line) => {
        const storeName = line.store_id === null ? null : (names.get(line.store_id) ?? null);
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
      }),
      next: last ? `${last.version}.${last.ordinal}` : null,
    };
  }
}

function readCursor(text: string): StatementCursor {
  const [, version, ordinal] = CURSOR.exec(text) ?? [];
  if (version === undefined || ordinal === undefined) {
    throw new Refusal('malformed', {}, { fields: [{ field: 'after', problem: '不是有效的翻页位置' }] });
  }
  return { version: Number(version), ordinal: Number(ordinal) };
}
