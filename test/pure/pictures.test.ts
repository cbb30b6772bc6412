import { PICTURE_BYTES_MAX } from '../../shared/contract';
import { cleanPicture } from '../../server/members/pictures.rules';
import { chunk, jpeg, png, segment } from '../support/pictures';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const WEBP = Buffer.concat([Buffer.from('RIFF\x1a\0\0\0WEBPVP8L'), Buffer.alloc(30)]);
const SECRET = Buffer.from('31.2304N 121.4737E <script>alert(1)</script>');

function cleaned(bytes: Uint8Array): Buffer {
  const picture = cleanPicture(bytes);
  if (!picture) throw new Error('the picture was refused');
  return Buffer.from(picture.bytes);
}

describe('pictures of members', () => {
  it('M6a: a PNG and a JPEG are kept as they are', () => {
    expect(cleanPicture(png({ width: 3, height: 5 }))).toMatchObject({
      media: 'image/png',
      width: 3,
      height: 5,
    });
    expect(cleanPicture(jpeg())).toMatchObject({ media: 'image/jpeg', width: 8, height: 8 });
    expect(cleaned(png())).toEqual(png());
    expect(cleaned(jpeg())).toEqual(jpeg());
  });

  it('M6: what a picture carries unseen is left behind', () => {
    const text = chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), SECRET]));
    const exif = chunk('eXIf', SECRET);
    expect(cleaned(png({ between: [text, exif] }))).toEqual(png());
    const app1 = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), SECRET]));
    const comment = segment(0xfe, SECRET);
    expect(cleaned(jpeg(Buffer.concat([app1, comment])))).toEqual(jpeg());
  });

  it('M6a: files behind the end and further frames are left behind', () => {
    expect(cleaned(Buffer.concat([png(), Buffer.from('PK\x03\x04'), SECRET]))).toEqual(png());
    expect(cleaned(Buffer.concat([jpeg(), SECRET, jpeg()]))).toEqual(jpeg());
    const animated = [
      chunk('acTL', Buffer.alloc(8, 1)),
      chunk('fcTL', Buffer.alloc(26)),
      chunk('fdAT', SECRET),
    ];
    expect(cleaned(png({ between: animated }))).toEqual(png());
  });

  it('M6a: an unknown chunk that the picture needs is refused', () => {
    expect(cleanPicture(png({ between: [chunk('NEED', SECRET)] }))).toBeNull();
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0x89])],
    ['a GIF', GIF],
    ['a WebP', WEBP],
    ['an SVG with a script', SVG],
    ['a page that begins like a JPEG', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), SVG])],
    ['a page that begins like a PNG', Buffer.concat([png().subarray(0, 8), SVG])],
    ['a GIF named after a PNG', Buffer.concat([GIF, png()])],
    ['a PNG without pixels', Buffer.concat([png().subarray(0, 33), chunk('IEND')])],
    ['a PNG with two headers', png({ between: [png().subarray(8, 33)] })],
    [
      'a chunk longer than the file',
      Buffer.concat([png().subarray(0, 33), Buffer.from([0xff, 0xff, 0xff, 0xff]), SVG]),
    ],
    ['too wide a PNG', png({ width: 4097, height: 1 })],
    ['too high a PNG', png({ width: 1, height: 4097 })],
    ['a PNG of no width', png({ width: 0, height: 1 })],
    ['a JPEG without pixels', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    ['a JPEG with a segment too long', jpeg(Buffer.from([0xff, 0xe1, 0xff, 0xff]))],
    ['a JPEG with a segment too short', jpeg(Buffer.from([0xff, 0xe1, 0, 1]))],
    ['more than 150 KB', Buffer.concat([png(), Buffer.alloc(PICTURE_BYTES_MAX)])],
  ])('M6a: refuses %s', (_what, bytes) => {
    expect(cleanPicture(bytes)).toBeNull();
  });

  it('M6a: refuses every picture that is cut short', () => {
    for (const whole of [png(), jpeg()]) {
      for (let length = 0; length < whole.length; length += 1) {
        expect([length, cleanPicture(whole.subarray(0, length))]).toEqual([length, null]);
      }
    }
  });

  it('M6a: takes the largest side', () => {
    expect(cleanPicture(png({ width: 4096, height: 1 }))).toMatchObject({ width: 4096, height: 1 });
  });
});
