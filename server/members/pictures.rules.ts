import { PICTURE_BYTES_MAX, PICTURE_SIDE_MAX } from '../../shared/contract';

export const PICTURE_MEDIA = ['image/jpeg', 'image/png'] as const;
export type PictureMedia = (typeof PICTURE_MEDIA)[number];

/** A picture that may be kept: what is seen, and nothing beside it. */
export interface CleanPicture {
  readonly media: PictureMedia;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum around a chunk's content. */
const CHUNK_FRAME = 12;
const HEADER_LENGTH = 13;
/** Chunks that say how the picture looks. Texts, times, EXIF and the frames of animations stay behind. */
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT']);

const MARK = 0xff;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COMMENT = 0xfe;
/** Sequential and progressive pictures, as every browser shows them. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const ODD_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
/** Application segments that say how the picture looks: JFIF, ICC profile, Adobe's colours. */
const JPEG_KEPT_APPS = new Set([0xe0, 0xe2, 0xee]);

/**
 * The picture in `bytes`, or null unless they are a whole JPEG or PNG of 1–4096 pixels a side. What a picture can
 * carry unseen (where it was taken, comments, further frames, files behind its end) is left out: it is nobody's
 * business, and WeChat's check does not look at it.
 */
export function cleanPicture(bytes: Uint8Array): CleanPicture | null {
  if (bytes.length > PICTURE_BYTES_MAX) return null;
  const cleaned = PNG_START.every((byte, at) => bytes[at] === byte) ? cleanPng(bytes) : cleanJpeg(bytes);
  return cleaned && isSize(cleaned) ? cleaned : null;
}

function isSize({ width, height }: Size): boolean {
  return [width, height].every((side) => side >= 1 && side <= PICTURE_SIDE_MAX);
}

function cleanPng(bytes: Uint8Array): CleanPicture | null {
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [bytes.subarray(0, PNG_START.length)];
  let size: Size | null = null;
  let hasPixels = false;
  for (let at = PNG_START.length; at + CHUNK_FRAME <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + CHUNK_FRAME + length;
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return null;
    if ((type === 'IHDR') !== (size === null)) return null;
    if (type === 'IHDR') {
      if (length !== HEADER_LENGTH) return null;
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
    if (PNG_KEPT.has(type)) kept.push(bytes.subarray(at, end));
    // a capital says that the picture cannot be shown without it, and nobody knows this one
    else if (/^[A-Z]/.test(type)) return null;
    hasPixels ||= type === 'IDAT' && length > 0;
    if (type === 'IEND')
      return size && hasPixels && length === 0 ? { media: 'image/png', ...size, bytes: joined(kept) } : null;
    at = end;
  }
  return null;
}

function cleanJpeg(bytes: Uint8Array): CleanPicture | null {
  if (bytes[0] !== MARK || bytes[1] !== SOI) return null;
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let size: Size | null = null;
  let hasPixels = false;
  for (let at = 2; at + 4 <= bytes.length || bytes[at + 1] === EOI;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== MARK) return null;
    if (marker === MARK) {
      at += 1;
      continue;
    }
    if (marker === EOI) {
      kept.push(bytes.subarray(at, at + 2));
      return size && hasPixels ? { media: 'image/jpeg', ...size, bytes: joined(kept) } : null;
    }
    // what is left has a length; markers without one have no place between segments
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= SOI) || ODD_FRAMES.has(marker)) return null;
    const length = view.getUint16(at + 2);
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (FRAMES.has(marker)) {
      if (size || length < 8) return null;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === SOS) {
      if (!size) return null;
      const from = end;
      end = endOfScan(bytes, from);
      hasPixels ||= end > from;
    }
    if (isSeen(marker)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

/** Where the coded pixels end: at the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== MARK) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== MARK && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function isSeen(marker: number): boolean {
  if (marker >= 0xe0 && marker <= 0xef) return JPEG_KEPT_APPS.has(marker);
  return marker !== COMMENT;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
