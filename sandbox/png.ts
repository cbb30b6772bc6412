import { crc32, deflateSync } from 'node:zlib';

/** A colour, each part 0–255. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** A square picture of dark and light dots. */
export interface TwoColourPicture {
  /** Pixels on a side. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
  readonly dark: Colour;
  /** null is transparent. */
  readonly light: Colour | null;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WHITE: Colour = { r: 255, g: 255, b: 255 };
const PALETTE = 3;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function header(size: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(size, 0);
  data.writeUInt32BE(size, 4);
  data.writeUInt8(1, 8); // one bit a pixel
  data.writeUInt8(PALETTE, 9);
  return data;
}

function pixels(picture: TwoColourPicture): Buffer {
  const rowBytes = 1 + Math.ceil(picture.size / 8);
  const raw = Buffer.alloc(rowBytes * picture.size);
  for (let y = 0; y < picture.size; y += 1) {
    for (let x = 0; x < picture.size; x += 1) {
      if (!picture.isDark(x, y)) continue;
      const at = y * rowBytes + 1 + (x >> 3);
      raw.writeUInt8(raw.readUInt8(at) | (0x80 >> (x & 7)), at);
    }
  }
  return raw;
}

/** Encodes a two-colour picture as PNG: one bit a pixel, palette colours (light is 0, dark is 1). */
export function encodePng(picture: TwoColourPicture): Buffer {
  const light = picture.light ?? WHITE;
  const colours = [light, picture.dark].flatMap(({ r, g, b }) => [r, g, b]);
  const transparency = picture.light === null ? [chunk('tRNS', Buffer.from([0, 255]))] : [];
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(picture.size)),
    chunk('PLTE', Buffer.from(colours)),
    ...transparency,
    chunk('IDAT', deflateSync(pixels(picture))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
