/** A picture as the server takes it. */
export interface Picture {
  readonly media_type: 'image/jpeg' | 'image/png';
  readonly base64: string;
  readonly bytes: number;
}

/** The largest picture that is sent; a test keeps it equal to the contract's. */
export const PICTURE_BYTES_MAX = 150 * 1024;
/** Longest side of a picture that was made smaller, in pixels. */
export const PICTURE_SIDE_MAX = 480;
/** JPEG qualities tried one after another until the picture is small enough. */
export const QUALITIES = [80, 60, 40] as const;

/** First bytes in base64. */
const HEADS = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
] as const;

/** Size of what a base64 text holds. */
export function bytesOf(base64: string): number {
  const padding = /=*$/.exec(base64)?.[0].length ?? 0;
  return (base64.length * 3) / 4 - padding;
}

/** Reads a picture by its first bytes, whatever its name says; null when it is of no kind that the server takes. */
export function readPicture(base64: string): Picture | null {
  const head = HEADS.find(([start]) => base64.startsWith(start));
  return head ? { media_type: head[1], base64, bytes: bytesOf(base64) } : null;
}

/** The two numbers of a size, made to fit PICTURE_SIDE_MAX with the same proportions. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const factor = Math.min(1, PICTURE_SIDE_MAX / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}
