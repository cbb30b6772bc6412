import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** The text of a picture of a QR code, and the picture's size. */
export function readQr(picture: unknown): { text: string | undefined; width: number; height: number } {
  const { data, width, height } = PNG.sync.read(picture as Buffer);
  return { text: jsqr(new Uint8ClampedArray(data), width, height)?.data, width, height };
}
