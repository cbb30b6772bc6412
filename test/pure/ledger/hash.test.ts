import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { canonical, hashOf } from '../../../server/ledger/hash';

/** Goal: equal content has one hash, whatever the order it was written in; other content has another. */

describe('what a key stands for', () => {
  it('L5: the order of members does not matter, that of lists does', () => {
    expect(hashOf('k', { a: 1, b: { c: 2, d: [1, 2] } })).toBe(hashOf('k', { b: { d: [1, 2], c: 2 }, a: 1 }));
    expect(hashOf('k', [1, 2])).not.toBe(hashOf('k', [2, 1]));
  });

  it('L5: a member that is undefined is not there; null is', () => {
    expect(hashOf('k', { a: 1, b: undefined })).toBe(hashOf('k', { a: 1 }));
    expect(hashOf('k', { a: 1, b: null })).not.toBe(hashOf('k', { a: 1 }));
    expect(canonical([undefined, 1])).toBe('[null,1]');
    expect(canonical(undefined)).toBe('null');
  });

  it('L5: kind and content cannot be mistaken for each other', () => {
    const all = [
      hashOf('a', {}),
      hashOf('a', []),
      hashOf('a', null),
      hashOf('a', ''),
      hashOf('a', 0),
      hashOf('a', '0'),
      hashOf('a', false),
      hashOf('b', {}),
      hashOf('a', { a: '1,"b":2' }),
      hashOf('a', { a: '1', b: 2 }),
      hashOf('a', { 'a":"1': 2 }),
      hashOf('a', new Date(0)),
      hashOf('a', new Date(1)),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('L5: is 43 characters of base64url', () => {
    expect(hashOf('k', { a: '花' })).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('L5: says the same of content that went over the wire', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(value));
        expect(canonical(sent)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(sent);
      }),
    );
  });

  it('L5: tells any two different contents apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = isDeepStrictEqual(onWire(one), onWire(other));
        expect(hashOf('k', one) === hashOf('k', other)).toBe(isSame);
      }),
    );
  });
});

function onWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
