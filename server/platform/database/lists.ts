/** `?, ?, ?` */
export function marks(count: number): string {
  return count === 0 ? '' : `${'?, '.repeat(count - 1)}?`;
}

/** `sql` with so many places where it says `IN (?)`. */
export function withList(sql: string, count: number): string {
  return sql.replace('IN (?)', `IN (${marks(count)})`);
}

/** Parts of at most `size`, in order. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < list.length; from += size) parts.push(list.slice(from, from + size));
  return parts;
}

/**
 * Parts whose lengths are all in `sizes` (largest first, 1 the last), in order: a few statements that come again and
 * again, where each length of its own would be parsed anew.
 */
export function chunksOf<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  let from = 0;
  for (const size of sizes) {
    for (; list.length - from >= size; from += size) parts.push(list.slice(from, from + size));
  }
  return parts;
}

/** The values of an IN list and repetitions of the first, up to the next power of two: for the same reason. */
export function padded<T>(values: readonly T[]): T[] {
  const [first] = values;
  if (first === undefined) return [];
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<T>(length - values.length).fill(first)];
}
