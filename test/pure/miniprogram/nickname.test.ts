import fc from 'fast-check';
import { NICKNAME_MAX as CONTRACT_MAX, nicknameText } from '@shared/contract';
import { NICKNAME_MAX, readNickname } from '@/services/nickname';

describe('a nickname as it is typed', () => {
  it('M6a: is as long as the contract allows', () => {
    expect(NICKNAME_MAX).toBe(CONTRACT_MAX);
  });

  it.each([
    ['  小雨 ', { kind: 'good', nickname: '小雨' }],
    ['', { kind: 'good', nickname: null }],
    ['   ', { kind: 'good', nickname: null }],
    ['🍞'.repeat(20), { kind: 'good', nickname: '🍞'.repeat(20) }],
    ['🍞'.repeat(21), { kind: 'too_long', length: 21 }],
    ['长'.repeat(200), { kind: 'too_long', length: 200 }],
  ])('reads %j', (typed, read) => {
    expect(readNickname(typed)).toEqual(read);
  });

  it('M6a: is called too long exactly when the server would call it so', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        const answer = nicknameText.safeParse(typed);
        const long = answer.error?.issues.some(({ message }) => message.startsWith('最多')) === true;
        const read = readNickname(typed);
        expect(read.kind === 'too_long').toBe(long);
        if (answer.success) expect(read).toEqual({ kind: 'good', nickname: answer.data });
      }),
    );
  });
});
