const CHINA_OFFSET_MS = 8 * 3_600_000;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** An instant (UTC epoch ms) in RFC 3339 with China's offset, to the second: `2026-11-22T14:00:00+08:00`. */
export function chinaTime(at: number): string {
  return chinaTimeWithMs(at).replace(/\.\d{3}/, '');
}

/** The same, to the millisecond. */
export function chinaTimeWithMs(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

/** The instant of an RFC 3339 text, or undefined when it is none. */
export function instantIn(text: unknown): number | undefined {
  if (typeof text !== 'string' || !RFC3339.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Cuts a text to at most `max` bytes of UTF-8, between characters. */
export function cutBytes(text: string, max: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > max) break;
    cut += character;
  }
  return cut;
}
