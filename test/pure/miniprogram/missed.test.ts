import type { Landing } from '@shared/contract';
import { missedWords, type Shown } from '@/pages/landing/missed';
import { zhCN as t } from '@/texts/zh-CN';

type Joined = Parameters<typeof missedWords>[0];
type Coupon = NonNullable<NonNullable<Landing['gift']>['coupon']>;

const coupon: Coupon = {
  title: '十元券',
  value: { kind: 'amount_off', threshold_fen: 0, amount_fen: 1_000 },
};
const points: Joined['welcome'][number] = { kind: 'points', points: 20 };
const ticket: Joined['welcome'][number] = {
  ...{ kind: 'coupon', coupon_id: 'cpn_1', template_id: 'tpl_1', valid_to_at: '2026-12-22T16:00:00Z' },
  ...coupon,
};

/** What is said after joining where the page had shown `gift`. */
function said(
  gift: Landing['gift'],
  welcome: Joined['welcome'],
  missed: Joined['welcome_missed'],
): string | null {
  const shown: Shown = { gift, mine: false, anybodys: false };
  return missedWords({ welcome, welcome_missed: missed, invite: null }, shown);
}

describe('what is missing after joining', () => {
  const words = t.member.landing.missed;

  it('A1: a gift that was shown and has not come is told, whole or in part', () => {
    expect(said({ coupon, points: 20 }, [], 'gift_used_up')).toBe(words.gift_used_up);
    expect(said({ coupon, points: 20 }, [points], 'gift_used_up')).toBe(words.gift_used_up);
    expect(said({ coupon: null, points: 20 }, [], 'gift_used_up')).toBe(words.gift_used_up);
  });

  it('A1: what the page did not show is not missed', () => {
    expect(said(null, [], 'gift_used_up')).toBeNull();
    // only the points were shown, and they have come
    expect(said({ coupon: null, points: 20 }, [points], 'gift_used_up')).toBeNull();
    expect(said({ coupon, points: 20 }, [ticket, points], null)).toBeNull();
  });

  it('M6: who joined before is told so, whatever was shown', () => {
    expect(said(null, [], 'joined_before')).toBe(words.joined_before);
  });
});
