import type { ConsoleChannel, FieldError } from '../../shared/contract';
import { toRfc3339, type Instant } from '../../shared/kernel';
import type { ChannelRow } from './channels.entity';

/** What a channel has brought, and what is left of its gifts (null: no limit). */
export interface ChannelCounts {
  readonly visits: number;
  readonly joins: number;
  readonly gift_left: number | null;
}

/** A validity that would never begin. */
export function validityFaults(from: Instant | null, to: Instant | null): FieldError[] {
  return from !== null && to !== null && to <= from
    ? [{ field: 'valid_to_at', problem: '结束时间要晚于开始时间' }]
    : [];
}

/** A channel as the console shows it. */
export function consoleChannelOf(row: ChannelRow, counts: ChannelCounts): ConsoleChannel {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    store_id: row.store_id,
    staff_id: row.staff_id,
    gift_template_id: row.gift_template_id,
    gift_points: row.gift_points,
    gift_budget: row.gift_budget,
    valid_from_at: textOf(row.valid_from_at),
    valid_to_at: textOf(row.valid_to_at),
    gift_left: counts.gift_left,
    state: row.state,
    visits: counts.visits,
    joins: counts.joins,
    version: row.version,
    created_at: toRfc3339(row.created_at),
  };
}

function textOf(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
