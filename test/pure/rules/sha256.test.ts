import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmacSha256, sha256 } from '../../../shared/rules/sha256';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('SHA-256 without BigInt', () => {
  it('gives the examples of FIPS 180-4', () => {
    expect(hex(sha256(Buffer.from('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hex(sha256(new Uint8Array(0)))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('agrees with Node for every length around the block borders', () => {
    for (let length = 0; length <= 200; length += 1) {
      const message = Buffer.alloc(length, length);
      expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
    }
  });

  it('agrees with Node for any key and message', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        expect(hex(hmacSha256(key, message))).toBe(createHmac('sha256', key).update(message).digest('hex'));
      }),
    );
  });

  it('reads views that begin inside a buffer, and leaves them as they were', () => {
    const buffer = Buffer.from('xxabcxx');
    expect(hex(sha256(buffer.subarray(2, 5)))).toBe(hex(sha256(Buffer.from('abc'))));
    expect(buffer.toString()).toBe('xxabcxx');
  });

  it('does not need BigInt', () => {
    const held = globalThis.BigInt;
    Reflect.deleteProperty(globalThis, 'BigInt');
    try {
      expect(hex(sha256(Buffer.from('abc'))).slice(0, 8)).toBe('ba7816bf');
    } finally {
      globalThis.BigInt = held;
    }
  });
});
