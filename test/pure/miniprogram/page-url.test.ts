import fc from 'fast-check';
import {
  decodeLoosely,
  isBrowseOnly,
  landingTarget,
  parseQuery,
  personaOf,
  queryText,
  scannedText,
  sceneOf,
  sceneTarget,
} from '@/platform/page-url';

describe('what an address says', () => {
  it('A3: a malformed scene is kept as it is, never thrown at the person', () => {
    expect(decodeLoosely('%E4%BD%A0')).toBe('你');
    expect(decodeLoosely('%E0%A4%A')).toBe('%E0%A4%A');
    fc.assert(fc.property(fc.string(), (text) => typeof decodeLoosely(text) === 'string'));
  });

  it('reads a query, first of equal names, with or without the mark', () => {
    expect(parseQuery('?as=staff&scene=a%2Bb&flag&as=other')).toEqual({
      as: 'staff',
      scene: 'a+b',
      flag: '',
    });
    expect(parseQuery('')).toEqual({});
  });

  it('writes a query that reads back the same', () => {
    expect(queryText({})).toBe('');
    fc.assert(
      fc.property(
        fc.constantFrom('id', 'scene', 'toString'),
        fc.string({ unit: 'grapheme' }),
        (name, text) => {
          expect(parseQuery(queryText({ [name]: text, store: 's' }))).toEqual({ [name]: text, store: 's' });
        },
      ),
    );
  });

  it('A1: takes the scene of a mini-program code, or out of the address of a plain QR code', () => {
    expect(sceneOf({ scene: 'aB3dE6gH', q: 'https://x/?scene=other' })).toBe('aB3dE6gH');
    const q = encodeURIComponent('https://shop.example/app/#/pages/landing/index?scene=aB3dE6gH');
    expect(sceneOf({ q })).toBe('aB3dE6gH');
    expect(sceneOf({ q: 'https://shop.example/?scene=aB3dE6gH#/here' })).toBe('aB3dE6gH');
    expect(sceneOf({ q: 'https://shop.example/app/' })).toBeUndefined();
    expect(sceneOf({ q: '%E0%A4%A' })).toBeUndefined();
    expect(sceneOf({})).toBeUndefined();
  });

  it('knows a page that is only looked at, from Moments', () => {
    expect(isBrowseOnly({ scene: 1154 })).toBe(true);
    expect(isBrowseOnly({ scene: 1001, apiCategory: 'browseOnly' })).toBe(true);
    for (const scene of [1007, 1008, 1047, 1155])
      expect(isBrowseOnly({ scene, apiCategory: 'default' })).toBe(false);
    expect(isBrowseOnly({})).toBe(false);
  });

  it('reads a scanned code as text, and a mini-program code by its scene', () => {
    expect(scannedText(' 661234567890123456\n', undefined)).toBe('661234567890123456');
    expect(scannedText('', 'pages/landing/index?scene=aB3dE6gH')).toBe('aB3dE6gH');
    expect(scannedText(undefined, 'pages/landing/index')).toBe('');
    expect(scannedText(undefined, undefined)).toBe('');
  });

  it('anything odd plays the default person', () => {
    expect(personaOf('?as=staff')).toBe('staff');
    expect(personaOf('?as=../../x')).toBe('member');
    expect(personaOf('')).toBe('member');
  });

  it('S3: tells a receipt from a channel code; what is neither is left to the server', () => {
    expect(sceneTarget('r.0123456789abcdef')).toEqual({ kind: 'receipt', code: '0123456789abcdef' });
    expect(sceneTarget('aB3dE6gH')).toEqual({ kind: 'channel', scene: 'aB3dE6gH' });
    expect(sceneTarget('r.')).toEqual({ kind: 'channel', scene: 'r.' });
    expect(sceneTarget('  ')).toEqual({ kind: 'none' });
    expect(sceneTarget(undefined)).toEqual({ kind: 'none' });
    expect(sceneTarget('x'.repeat(5_000))).toEqual({ kind: 'channel', scene: 'x'.repeat(200) });
  });

  it('R1: an invite comes by a card, a mini-program code or a plain QR code', () => {
    const invite = { invite: 'aB3dE6gH' };
    expect(landingTarget({ invite: ' aB3dE6gH' })).toEqual(invite);
    expect(landingTarget({ scene: 'i.aB3dE6gH' })).toEqual(invite);
    const q = encodeURIComponent('https://shop.example/app/#/pages/landing/index?scene=i.aB3dE6gH');
    expect(landingTarget({ q })).toEqual(invite);
    expect(landingTarget({ invite: 'aB3dE6gH', scene: 'kL5mN8pQ' })).toEqual({
      ...invite,
      scene: 'kL5mN8pQ',
    });
    expect(landingTarget({ invite: 'aB3dE6gH', scene: 'r.0123456789abcdef' })).toEqual({
      receipt: '0123456789abcdef',
    });
  });

  it('R1: a damaged invite is sent on, and an empty one is none', () => {
    expect(landingTarget({ invite: 'x'.repeat(5_000) })).toEqual({ invite: 'x'.repeat(64) });
    expect(landingTarget({ scene: 'i.' })).toEqual({ scene: 'i.' });
    expect(landingTarget({ invite: '  ', scene: 'aB3dE6gH' })).toEqual({ scene: 'aB3dE6gH' });
    expect(landingTarget({})).toEqual({});
  });
});
