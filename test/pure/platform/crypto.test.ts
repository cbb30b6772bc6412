import { loadConfig } from '../../../server/platform/config';
import { CryptoBusy, Keyring, SealBroken } from '../../../server/platform/crypto';
import { Gate } from '../../../server/platform/crypto/gate';
import { SeededRandom } from '../../../server/platform/random';

const base = loadConfig({ LIUKE_SECRET_KEY: 's'.repeat(32), LIUKE_HASH_KEY: 'h'.repeat(32) });
const keyring = new Keyring(base, new SeededRandom('crypto'));
const rotated = new Keyring(base.with({ secret_key: 'S'.repeat(32) }), new SeededRandom('crypto'));

describe('signatures', () => {
  it('hold for their purpose, text and key only', () => {
    const signature = keyring.sign('a', 'text');
    expect(signature).toHaveLength(43);
    expect(keyring.verify('a', 'text', signature)).toBe(true);
    expect(keyring.verify('b', 'text', signature)).toBe(false);
    expect(keyring.verify('a', 'text.', signature)).toBe(false);
    expect(keyring.verify('a', 'text', `${signature}A`)).toBe(false);
    expect(keyring.verify('a', 'text', '')).toBe(false);
    expect(keyring.verify('a', 'text', '码'.repeat(43))).toBe(false);
    expect(rotated.verify('a', 'text', signature)).toBe(false);
  });
});

describe('seals', () => {
  it('open to what was sealed, and never twice to the same text', () => {
    for (const plain of ['', '13800000000', '留客 ☕', 'x'.repeat(10_000)]) {
      expect(keyring.open(keyring.seal(plain))).toBe(plain);
    }
    expect(keyring.seal('x')).not.toBe(keyring.seal('x'));
  });

  it('break when anything changes', () => {
    const sealed = keyring.seal('13800000000');
    for (let i = 3; i < sealed.length - 1; i += 1) {
      const other = sealed[i] === 'A' ? 'B' : 'A';
      expect(() => keyring.open(sealed.slice(0, i) + other + sealed.slice(i + 1))).toThrow(SealBroken);
    }
    for (const broken of ['', 'v1', 'v1.', 'v2.abc', 'v1.AAAA', sealed.slice(0, -4)]) {
      expect(() => keyring.open(broken)).toThrow(SealBroken);
    }
    expect(() => rotated.open(sealed)).toThrow(SealBroken);
  });
});

describe('fingerprints', () => {
  it('depend on kind and value, and outlive the secret key', () => {
    const print = keyring.fingerprint('phone', '13800000000');
    expect(print).toHaveLength(43);
    expect(keyring.fingerprint('openid', '13800000000')).not.toBe(print);
    expect(keyring.fingerprint('phone', '13800000001')).not.toBe(print);
    expect(rotated.fingerprint('phone', '13800000000')).toBe(print);
  });
});

describe('passwords', () => {
  it('verify against their own hash, whichever way an accent was typed', async () => {
    const stored = await keyring.hashPassword('caf\u00e9-correct-horse');
    expect(stored).toMatch(/^scrypt\$15\$8\$1\$/);
    expect(await keyring.verifyPassword('cafe\u0301-correct-horse', stored)).toBe(true);
    expect(await keyring.verifyPassword('caf\u00e9-correct-horsf', stored)).toBe(false);
    expect(keyring.passwordNeedsRehash(stored)).toBe(false);
    expect(keyring.passwordNeedsRehash(stored.replace('$15$', '$14$'))).toBe(true);
  });

  it('answer false without an account or with a damaged or greedy hash', async () => {
    const greedy = `scrypt$30$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
    for (const stored of [null, '', 'plain', greedy]) {
      expect(await keyring.verifyPassword('correct-horse', stored)).toBe(false);
    }
    expect(keyring.passwordNeedsRehash('plain')).toBe(true);
  });

  it('are worked on a few at a time, and refused when too many wait', async () => {
    const gate = new Gate(2, 3);
    let running = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
    };
    const taken = Array.from({ length: 5 }, () => gate.run(work));
    await expect(gate.run(work)).rejects.toThrow(CryptoBusy);
    for (let i = 0; i < 5; i += 1) {
      while (finish.length === 0) await Promise.resolve();
      finish.shift()!();
      await Promise.race(taken);
    }
    await Promise.all(taken);
    expect(most).toBe(2);
    await expect(gate.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await expect(gate.run(async () => 'free again')).resolves.toBe('free again');
  });
});
