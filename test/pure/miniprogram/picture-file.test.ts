import { PICTURE_BYTES_MAX as SERVER_MAX } from '@shared/contract';
import { bytesOf, fitted, PICTURE_BYTES_MAX, PICTURE_SIDE_MAX, readPicture } from '@/platform/picture-file';

const base64 = (...bytes: number[]): string => Buffer.from(bytes).toString('base64');

describe('a picture to send', () => {
  it('knows what it is from its first bytes', () => {
    expect(readPicture(base64(0xff, 0xd8, 0xff, 0xe0))?.media_type).toBe('image/jpeg');
    expect(readPicture(base64(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))?.media_type).toBe('image/png');
    expect(readPicture(Buffer.from('RIFF....WEBP').toString('base64'))).toBeNull();
    expect(readPicture(Buffer.from('<svg onload=…').toString('base64'))).toBeNull();
    expect(readPicture('')).toBeNull();
  });

  it.each([1, 2, 3, 100])('counts the bytes of %i bytes in base64', (size) => {
    expect(bytesOf(Buffer.alloc(size).toString('base64'))).toBe(size);
  });

  it('is as large as the server takes', () => {
    expect(PICTURE_BYTES_MAX).toBe(SERVER_MAX);
  });

  it('is made to fit with its proportions, never larger', () => {
    expect(fitted(1_920, 960)).toEqual({ width: PICTURE_SIDE_MAX, height: PICTURE_SIDE_MAX / 2 });
    expect(fitted(100, 50)).toEqual({ width: 100, height: 50 });
    expect(fitted(10_000, 1)).toEqual({ width: PICTURE_SIDE_MAX, height: 1 });
    expect(fitted(0, 0)).toEqual({ width: 1, height: 1 });
  });
});
