import fc from 'fast-check';
import type { Id } from '../../shared/kernel';
import { idPattern, instant, makeId } from '../../shared/kernel';
import {
  canonicalPhone,
  maskedPhone,
  memberIdOf,
  readCursor,
  STREAM_START,
  writeCursor,
} from '../../server/members/members.rules';
import {
  codeOf,
  inviteOutcomeOf,
  isInForce,
  keptInvite,
  keptText,
  nearestPlace,
  outcomeOf,
} from '../../server/visits/visits.rules';

const at = instant(1_000_000);
const force = { state: 'active', valid_from_at: null, valid_to_at: null } as const;

describe('who a person is as a member', () => {
  it('M2: every person has one member id of their own, known before joining', () => {
    const ulids = ['01KAB0000000000000000000AA', '01KAB0000000000000000000AB'];
    const ids = ulids.map((ulid) => memberIdOf(makeId('person', ulid, 1)));
    expect(ids[0]).toMatch(idPattern('member'));
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]?.slice(4)).toBe(makeId('person', ulids[0] ?? '', 1).slice(4));
  });

  it('M6: a phone number is shown masked, a foreign one with its country', () => {
    const home = canonicalPhone({ phone: '13812345678', country_code: '86' });
    expect(home).toBe('+8613812345678');
    expect(maskedPhone(home)).toBe('138****5678');
    expect(maskedPhone(canonicalPhone({ phone: '91234567', country_code: '852' }))).toBe('+85****4567');
  });
});

describe('the position in a stream', () => {
  it('L4: is read back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (version, ordinal) => {
        expect(readCursor(writeCursor({ version, ordinal }))).toEqual({ version, ordinal });
      }),
    );
    expect(readCursor(writeCursor(STREAM_START))).toEqual(STREAM_START);
  });

  it.each(['', '1', '1.', '.1', '-1.2', '1.2.3', 'a.b', '1.5e3', `${'9'.repeat(16)}.0`])(
    'L4: %j is no position',
    (text) => {
      expect(readCursor(text)).toBeNull();
    },
  );
});

describe('what a scene is', () => {
  it('A3: whatever a phone reads can be stored: no control characters, no halves of characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const kept = keptText(text);
        if (kept === null) return;
        expect(kept).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect(kept.length).toBeLessThanOrEqual(text.length);
      }),
    );
    expect(keptText('a\u0000b\ud800c\n')).toBe('abc');
    expect(keptText(' 🎁 ')).toBe('🎁');
    expect(keptText(' \t ')).toBeNull();
    expect(keptText(undefined)).toBeNull();
  });

  it('A1: only eight base-62 characters are looked up', () => {
    expect(codeOf('aB3dE6gH')).toBe('aB3dE6gH');
    for (const scene of [null, 'aB3dE6g', 'aB3dE6gH9', "aB3dE6g'", '二维码二维码二维'])
      expect(codeOf(scene)).toBeNull();
  });

  it('A3: every scene has an outcome, none is an error', () => {
    expect(outcomeOf(null, null, at)).toBe('direct');
    expect(outcomeOf('zzz', null, at)).toBe('unknown');
    expect(outcomeOf('aB3dE6gH', force, at)).toBe('ok');
    expect(outcomeOf('aB3dE6gH', { ...force, state: 'retired' }, at)).toBe('retired');
  });

  it('R1: keeps the invite of a scanned code or of a card, of two the one that can be a code', () => {
    expect(keptInvite('i.aB3dE6gH', undefined)).toBe('aB3dE6gH');
    expect(keptInvite(null, ' aB3dE6gH\n')).toBe('aB3dE6gH');
    expect(keptInvite('zz9zz9zz', 'aB3dE6gH')).toBe('aB3dE6gH');
    expect(keptInvite('i.aB3dE6gH', 'zz9zz9zz')).toBe('aB3dE6gH');
    expect(keptInvite('i.no', 'zz9zz9zz')).toBe('zz9zz9zz');
    expect(keptInvite('i.no', 'neither')).toBe('no');
    expect(keptInvite('aB3dE6gH', undefined)).toBeNull();
    expect(keptInvite('i.', '')).toBeNull();
    expect(keptInvite('i. \u0000', '\ud800')).toBeNull();
  });

  it('A3: whatever stands in an invite is kept, cut to its column and never within a character', () => {
    const kept = keptInvite(`i.${'🎁'.repeat(90)}`, undefined) ?? '';
    expect(kept).toHaveLength(64);
    expect(new Set(kept.match(/./gu))).toEqual(new Set(['🎁']));
    expect(keptInvite(`i.x${'🎁'.repeat(90)}`, undefined)).toHaveLength(63);
    expect(keptInvite(`i.${'x'.repeat(63)} y`, undefined)).toBe('x'.repeat(63));
  });

  it('A3: an invite has an outcome where no other code was scanned', () => {
    expect([true, false, null].map((running) => inviteOutcomeOf('i.aB3dE6gH', 'aB3dE6gH', running))).toEqual([
      'ok',
      'retired',
      'unknown',
    ]);
    expect(inviteOutcomeOf(null, 'aB3dE6gH', true)).toBe('ok');
    expect(inviteOutcomeOf(null, 'nonsense', null)).toBe('unknown');
    expect(inviteOutcomeOf('i.', null, null)).toBe('unknown');
    expect(inviteOutcomeOf(null, null, null)).toBeNull();
    expect(inviteOutcomeOf('zz9zz9zz', 'aB3dE6gH', true)).toBeNull();
  });

  it('A1: a channel is in force from its first instant to just before its last', () => {
    const between = { ...force, valid_from_at: at, valid_to_at: instant(at + 10) };
    expect([at - 1, at, at + 9, at + 10].map((now) => isInForce(between, instant(now)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('the nearest sensible place', () => {
  const store = (n: number, merchant: string, state: 'open' | 'closed') => ({
    id: `sto_${n}` satisfies Id<'store'>,
    merchant_id: `mer_${merchant}` satisfies Id<'merchant'>,
    state,
  });
  const all = [store(1, 'a', 'closed'), store(2, 'b', 'open'), store(3, 'a', 'open')];

  it("A3: the channel's store, else one of its merchant, else the first open one, else none", () => {
    expect(nearestPlace(store(9, 'a', 'open'), all)?.id).toBe('sto_9');
    expect(nearestPlace(store(1, 'a', 'closed'), all)?.id).toBe('sto_3');
    expect(nearestPlace(store(8, 'c', 'closed'), all)?.id).toBe('sto_2');
    expect(nearestPlace(null, all)?.id).toBe('sto_2');
    expect(nearestPlace(null, [store(1, 'a', 'closed')])).toBeNull();
    expect(nearestPlace(null, all, 'mer_a')?.id).toBe('sto_3');
    expect(nearestPlace(null, all, 'mer_c')?.id).toBe('sto_2');
  });
});
