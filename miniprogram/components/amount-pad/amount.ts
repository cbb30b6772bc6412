/** Largest amount that can be typed: one million yuan, as the contract allows. */
export const AMOUNT_MAX_FEN = 100_000_000;

export type PadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '.' | 'delete' | 'clear';

/**
 * The typed text after one more key: at most two decimals, no leading zeros, never above the limit; a key that
 * would break this changes nothing.
 */
export function press(text: string, key: PadKey): string {
  if (key === 'clear') return '';
  if (key === 'delete') return text.slice(0, -1);
  if (key === '.') return text.includes('.') ? text : `${text === '' ? '0' : text}.`;
  const next = text === '0' ? key : text + key;
  if (/\.\d{3}/.test(next)) return text;
  return (amountOf(next) ?? 0) > AMOUNT_MAX_FEN ? text : next;
}

/** Typed yuan as fen, digit by digit; null while nothing above zero is typed. */
export function amountOf(text: string): number | null {
  const [whole = '', decimals = ''] = text.split('.');
  const fen = Number(whole === '' ? '0' : whole) * 100 + Number(decimals.padEnd(2, '0'));
  return fen > 0 ? fen : null;
}
