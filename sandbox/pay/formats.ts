export const CHINA_OFFSET_MS = 8 * 3_600_000;

/** RFC 3339 with China's offset, to the second. */
export function chinaTime(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00');
}

/** The day in China, `YYYY-MM-DD`. */
export function chinaDay(at: number): string {
  return chinaTime(at).slice(0, 10);
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|[+-]\d{2}:\d{2})$/;

/** The instant of an RFC 3339 text; undefined when it is none. */
export function instantIn(text: string): number | undefined {
  const at = RFC3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
