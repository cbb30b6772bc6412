export type CsvCell = string | number | null;

/** What a spreadsheet would take for the beginning of a formula, or drop in order to find one. */
const FORMULA = /^[\s\0]*[=+\-@\t\r＝＋－＠]/;

/**
 * One line of a CSV file by RFC 4180, with CRLF. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front; numbers stay numbers.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || cell !== cell.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
