import { instant, type Id, type Instant } from '../../shared/kernel';
import { createChannel } from '../../server/channels/channels.commands';
import { channels } from '../../server/channels/channels.entity';
import type { DecideContext, Loaded } from '../../server/ledger';
import { cursorAt, pageOf, positionOf } from '../../server/platform/paging';
import { base62Of } from '../../server/staff/base62';
import { bindingObstacle } from '../../server/staff/staff.rules';
import { distanceM, isOpen, parsePoint, toE6 } from '../../server/stores/stores.rules';

const at = (text: string): Instant => instant(Date.parse(text));

describe('opening hours', () => {
  const zone = 'Asia/Shanghai';
  const night = [{ weekday: 7, from_minute: 22 * 60, to_minute: 27 * 60 }];

  it('run from Sunday night into Monday', () => {
    expect(isOpen(night, at('2026-11-22T13:59:59.999Z'), zone)).toBe(false);
    expect(isOpen(night, at('2026-11-22T14:00:00.000Z'), zone)).toBe(true);
    expect(isOpen(night, at('2026-11-22T18:59:59.999Z'), zone)).toBe(true);
    expect(isOpen(night, at('2026-11-22T19:00:00.000Z'), zone)).toBe(false);
  });

  it('of every minute of the day leave no gap at midnight', () => {
    const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_minute: 0, to_minute: 1440 }));
    for (let minute = 0; minute < 48 * 60; minute += 1) {
      expect(isOpen(always, instant(at('2026-11-21T00:00:00.000Z') + minute * 60_000), zone)).toBe(true);
    }
  });

  it('without an entry are never', () => {
    expect(isOpen([], at('2026-11-22T04:00:00.000Z'), zone)).toBe(false);
  });
});

describe('places', () => {
  it('measures along the great circle, also over the poles and the date line', () => {
    expect(distanceM({ lat: 0, lng: 0 }, { lat: 0, lng: 1 })).toBe(111_195);
    expect(distanceM({ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).toBe(111_195);
    expect(distanceM({ lat: 90, lng: 0 }, { lat: 90, lng: 123 })).toBe(0);
    // half a great circle: pi times the mean radius
    expect(distanceM({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBe(20_015_114);
  });

  it('keeps millionths of a degree and reads what is on the globe', () => {
    expect([toE6(31.2304), toE6(-0.0000004), toE6(null)]).toEqual([31_230_400, 0, null]);
    expect(parsePoint('-90,180')).toEqual({ lat: -90, lng: 180 });
    expect([parsePoint('90.1,0'), parsePoint('0,-180.1'), parsePoint('1')]).toEqual([null, null, null]);
  });
});

describe('invitations', () => {
  const now = at('2026-11-20T02:00:00.000Z');
  const open = {
    state: 'active',
    invitation_hash: 'hash',
    invitation_used_at: null,
    invitation_expires_at: instant(now + 1),
  } as const;

  it('S1: say why they are not good, the more telling reason first', () => {
    expect(bindingObstacle(open, 'hash', false, now)).toBeNull();
    expect(bindingObstacle(undefined, 'hash', false, now)).toBe('invitation_invalid');
    expect(bindingObstacle(open, 'other', false, now)).toBe('invitation_invalid');
    expect(bindingObstacle({ ...open, invitation_hash: null }, 'hash', false, now)).toBe(
      'invitation_invalid',
    );
    expect(bindingObstacle({ ...open, state: 'left', invitation_used_at: now }, 'hash', true, now)).toBe(
      'staff_left',
    );
    expect(bindingObstacle({ ...open, invitation_used_at: now }, 'hash', true, now)).toBe(
      'invitation_invalid',
    );
    expect(bindingObstacle(open, 'hash', false, instant(now + 1))).toBe('invitation_invalid');
    expect(bindingObstacle(open, 'hash', true, now)).toBe('staff_already_bound');
  });

  it('make codes of letters and digits only, padded to their length', () => {
    const bytes = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
    expect(base62Of(bytes(0), 16)).toBe('0'.repeat(16));
    expect(base62Of(bytes(255), 16)).toMatch(/^[0-9A-Za-z]{16}$/);
    expect(base62Of(Buffer.from([...Array<number>(31).fill(0), 62]).toString('base64url'), 4)).toBe('0010');
  });
});

describe('channel codes', () => {
  const input = {
    name: '一号桌',
    kind: 'table' as const,
    store_id: null,
    staff_id: null,
    gift_template_id: null,
    gift_points: 0,
    gift_budget: null,
    valid_from_at: null,
    valid_to_at: null,
  };
  const decide = (taken: readonly string[]) => {
    const loaded = {
      find: (_table: unknown, _column: string, value: string) =>
        taken.includes(value) ? [{ code: value }] : [],
    } as unknown as Loaded;
    const id = 'chn_0000000000000000000000000000' as Id<'channel'>;
    return createChannel.decide({
      input,
      seen: { id, codes: ['first000', 'second00'], gift_merchant_id: null, isGiftMissing: false },
      loaded,
      at: at('2026-11-20T02:00:00.000Z'),
      actor: { kind: 'console', id: 'cac_0' },
      newId: () => 'hst_0',
    } as unknown as DecideContext<typeof input, never>);
  };
  const codeIn = (decision: ReturnType<typeof decide>): unknown =>
    'accept' in decision
      ? decision.writes.flatMap((write) =>
          write.kind === 'insert' && write.table.name === channels.name ? [write.row['code']] : [],
        )[0]
      : decision;

  it('A1: are the first of the two drawn that is free; with neither free two more are drawn', () => {
    expect(codeIn(decide([]))).toBe('first000');
    expect(codeIn(decide(['first000']))).toBe('second00');
    expect(decide(['first000', 'second00'])).toEqual({ stale: true });
  });
});

describe('cursors', () => {
  it('lead to the next page and refuse what no list gave', () => {
    const page = pageOf(
      [3, 2, 1],
      2,
      (row) => [row, `id-${row}`],
      (row) => `item ${row}`,
    );
    expect(page).toEqual({ items: ['item 3', 'item 2'], next: cursorAt([2, 'id-2']) });
    expect(positionOf(page.next ?? undefined, ['number', 'string'])).toEqual([2, 'id-2']);
    expect(positionOf(undefined, ['string'])).toBeNull();
    for (const wrong of [cursorAt(['2']), cursorAt([2, 'a', 'b']), cursorAt([2.5, 'a']), 'e30', '%', '']) {
      expect(() => positionOf(wrong, ['number', 'string'])).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      );
    }
    expect(pageOf([1], 1, () => [1], String).next).toBeNull();
  });
});
