import { Refusal } from '../http';

/** Longest cursor that is looked at; the contract refuses longer ones too. */
const CURSOR_MAX = 200;

/** One page of a list, as the API answers it; `next` is null at the end. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/** What a cursor remembers of the last item: the values the list is ordered by. */
export type Position = readonly (string | number)[];

/** An opaque cursor that stands behind the item at `position`. */
export function cursorAt(position: Position): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

/**
 * The position of a cursor, or null without one.
 * @param shape what kinds of values the list is ordered by
 * @throws Refusal `malformed` for a cursor that this list never gave
 */
export function positionOf(
  after: string | undefined,
  shape: readonly ('string' | 'number')[],
): Position | null {
  if (after === undefined) return null;
  const position = parse(after);
  const fits =
    Array.isArray(position) &&
    position.length === shape.length &&
    position.every(
      (value, i) => typeof value === shape[i] && (typeof value !== 'number' || Number.isSafeInteger(value)),
    );
  if (!fits)
    throw new Refusal('malformed', {}, { fields: [{ field: 'after', problem: '翻页位置无效，请从头开始' }] });
  return position as Position;
}

function parse(after: string): unknown {
  if (after.length > CURSOR_MAX) return null;
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * A page of what a query found. Ask the query for one row more than `limit`: it tells whether there is a next page.
 * @param rows at most `limit` + 1, in order
 * @param toPosition the values the list is ordered by
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toPosition: (row: Row) => Position,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? cursorAt(toPosition(last)) : null;
  return { items: shown.map(toItem), next };
}
