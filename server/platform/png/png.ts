import { crc32, deflateSync } from 'node:zlib';

/** A black and white picture. */
export interface Bitmap {
  /** Pixels on a side. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const BIT_DEPTH = 1;
const GREYSCALE = 0;

/** Encodes a square picture as PNG (ISO/IEC 15948): greyscale, one bit a pixel, 0 is black. */
export function encodePng(bitmap: Bitmap): Buffer {
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(bitmap.size)),
    chunk('IDAT', deflateSync(scanlines(bitmap))),
    chunk('IEND'),
  ]);
}

function header(size: number): Buffer {
  const data = Buffer.alloc(13); // the last three: deflate, adaptive filter, not interlaced
  data.writeUInt32BE(size, 0);
  data.writeUInt32BE(size, 4);
  data.writeUInt8(BIT_DEPTH, 8);
  data.writeUInt8(GREYSCALE, 9);
  return data;
}

/** Each line: its filter (none), then eight pixels a byte, leftmost in the highest bit. */
function scanlines({ size, isDark }: Bitmap): Buffer {
  const width = Math.ceil(size / 8);
  const lines = Buffer.alloc((width + 1) * size);
  for (let y = 0; y < size; y += 1) {
    for (let i = 0; i < width; i += 1) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const x = i * 8 + bit;
        if (x >= size || !isDark(x, y)) byte |= 0x80 >> bit;
      }
      lines.writeUInt8(byte, y * (width + 1) + 1 + i);
    }
  }
  return lines;
}

/** Length, type, data, and the CRC over type and data. */
function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
