import fc from 'fast-check';
import { decodeLoosely, parseQuery, personaOf, sceneTarget } from '@/platform/page-url';

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
});
