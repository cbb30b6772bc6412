import { DAY_MS, instant } from '../../../shared/kernel';
import { attributedVisit, isWithinWindow, type InvitedVisit } from '../../../shared/rules';

const now = instant(1_800_000_000_000);
const ME = 'mem_me';
const WEEK_MS = 7 * DAY_MS;

interface Named extends InvitedVisit {
  readonly name: string;
}

/** A visit through a friend's invite so long ago. */
function visit(name: string, ago_ms: number, change: Partial<InvitedVisit> = {}): Named {
  return {
    name,
    at: instant(now - ago_ms),
    program_id: 'rpg_a',
    inviter_id: `mem_${name}`,
    window_days: 7,
    touch: 'last',
    ...change,
  };
}

function chosen(visits: readonly Named[], isRunning: (visit: Named) => boolean = () => true) {
  return attributedVisit(visits, { member_id: ME, at: now }, isRunning)?.name ?? null;
}

describe('whose invite counts', () => {
  it('R2: joining counts to the last millisecond of the window', () => {
    const at = (ago_ms: number) => isWithinWindow({ at: instant(now - ago_ms), window_days: 7 }, now);
    expect([0, 1, WEEK_MS - 1, WEEK_MS, WEEK_MS + 1].map(at)).toEqual([true, true, true, false, false]);
  });

  it('R2: a visit that is yet to come does not count', () => {
    expect(isWithinWindow({ at: instant(now + 1), window_days: 7 }, now)).toBe(false);
  });

  it('R2: the window is that of the visit, not that of another', () => {
    expect(chosen([visit('long', 20 * DAY_MS, { window_days: 30 }), visit('short', 20 * DAY_MS)])).toBe(
      'long',
    );
  });

  it('R2: by the last touch the newest counts, whoever came before', () => {
    expect(chosen([visit('a', 300), visit('b', 200), visit('a', 100), visit('c', 50)])).toBe('c');
  });

  it('R2: by the first touch the oldest of the same program counts that still does', () => {
    const first = { touch: 'first' } as const;
    const visits = [
      visit('gone', WEEK_MS, first),
      visit('other', 400, { ...first, program_id: 'rpg_b' }),
      visit('one', 300, first),
      visit('two', 200, first),
    ];
    expect(chosen(visits)).toBe('one');
  });

  it("R2: the newest visit's program and rules decide which touch counts", () => {
    const old = visit('old', 300, { touch: 'first' });
    expect(chosen([old, visit('new', 100, { touch: 'last' })])).toBe('new');
    expect(chosen([visit('old', 300), visit('new', 100, { touch: 'first' })])).toBe('old');
    expect(chosen([old, visit('b', 100, { program_id: 'rpg_b', touch: 'first' })])).toBe('b');
  });

  it('R2: one never brings oneself, and is no obstacle to who did', () => {
    const mine = visit('mine', 100, { inviter_id: ME });
    expect(chosen([mine])).toBeNull();
    expect(chosen([visit('friend', 200), mine])).toBe('friend');
  });

  it('R2: a program that does not run brings nobody, and is no obstacle to one that does', () => {
    const isRunning = ({ program_id }: Named) => program_id === 'rpg_a';
    const over = visit('over', 100, { program_id: 'rpg_b' });
    expect(chosen([over], isRunning)).toBeNull();
    expect(chosen([visit('runs', 200), over], isRunning)).toBe('runs');
  });

  it('R2: without a visit there is nobody', () => {
    expect(chosen([])).toBeNull();
  });
});
