/** A line of a purchase as it stands: how many, what was paid for it after discounts, what has come back of that. */
export interface RefundLine {
  readonly quantity: number;
  readonly paid_fen: number;
  readonly refunded_fen: number;
}

/** What of a line can still come back, in fen. */
export function lineLeftFen({ paid_fen: paid, refunded_fen: refunded }: RefundLine): number {
  return Math.max(0, paid - refunded);
}

/** How many pieces that is: begun ones count, for an amount given back by hand need not be whole pieces. */
export function unitsLeft(line: RefundLine): number {
  const left = lineLeftFen(line);
  return left === 0 ? 0 : Math.min(line.quantity, Math.ceil((left * line.quantity) / line.paid_fen));
}

/**
 * What so many pieces of a line are worth: their share, rounded down to the fen; all pieces together are all that is
 * left, so that piece after piece sums exactly.
 * @rule P4
 */
export function unitsFen(line: RefundLine, units: number): number {
  const pieces = unitsLeft(line);
  if (units >= pieces) return lineLeftFen(line);
  return Math.floor((lineLeftFen(line) * Math.max(0, units)) / pieces);
}

/** So many fen of the line with that index. */
export interface PickedLine {
  readonly index: number;
  readonly amount_fen: number;
}

/** What is picked, as the server is told; lines of which nothing is picked are left out. @param units per line */
export function pickedLines(lines: readonly RefundLine[], units: readonly number[]): PickedLine[] {
  return lines
    .map((line, index) => ({ index, amount_fen: unitsFen(line, units[index] ?? 0) }))
    .filter((picked) => picked.amount_fen > 0);
}

/** As the quote's query has it: `0:500,2:1200`. */
export function linesText(picked: readonly PickedLine[]): string {
  return picked.map((one) => `${one.index}:${one.amount_fen}`).join(',');
}
