import { zhCN as t } from '@/texts/zh-CN';
import {
  audienceTags,
  audienceText,
  inOrder,
  momentText,
  phaseOf,
  priceText,
  sessionText,
  spanText,
  stockText,
} from '@/services/offers';
import { saleWith } from '../../support/answers-shop';

const NOON = Date.parse('2026-11-22T04:00:00Z');
const at = (hours: number): string => new Date(NOON + hours * 3_600_000).toISOString();

/** A sale by its hours around noon. */
function sale(name: string, from: number, to: number) {
  return saleWith([], { id: `sal_${name}`, opens_at: at(from), starts_at: at(from), ends_at: at(to) });
}

describe('a sale', () => {
  it('F1: begins at the moment it opens for me, and is over at the moment it ends', () => {
    const one = sale('a', 0, 1);
    const end = NOON + 3_600_000;
    expect([NOON - 1, NOON, end - 1, end].map((now) => phaseOf(one, now))).toEqual([
      'soon',
      'on',
      'on',
      'over',
    ]);
  });

  it('comes before others when it is on, the one that ends first above all', () => {
    const sales = [
      sale('over', -3, -1),
      sale('later', 2, 3),
      sale('long', -1, 5),
      sale('next', 1, 2),
      sale('short', -1, 1),
    ];
    expect(inOrder(sales, NOON).map(({ id }) => id)).toEqual([
      'sal_short',
      'sal_long',
      'sal_next',
      'sal_later',
      'sal_over',
    ]);
  });

  it('names the hour today, the day too on another one: by the calendar of the program', () => {
    expect(momentText('2026-11-22T10:30:00Z', NOON)).toBe('18:30');
    // it is the 23rd in Beijing
    expect(momentText('2026-11-22T16:30:00Z', NOON)).toBe('11月23日 00:30');
  });
});

describe('the audience of a sale', () => {
  it('F1: is named where it is not everybody, both conditions together', () => {
    const of = (min_tier_name: string | null, new_members_only: boolean) => {
      const audience = { min_tier_name, new_members_only };
      return [audienceTags(audience), audienceText(audience)];
    };
    expect(of(null, false)).toEqual([[], null]);
    expect(of('银卡', false)).toEqual([['银卡及以上'], '银卡及以上的会员可以参加。']);
    expect(of(null, true)).toEqual([['新会员专享'], '还没有消费过的会员可以参加。']);
    expect(of('银卡', true)).toEqual([
      ['银卡及以上', '新会员专享'],
      '银卡及以上、还没有消费过的会员可以参加。',
    ]);
  });
});

describe('the time of a sale', () => {
  it('F1: is until when while it is on, and from when before: the order of the sessions is the order of what they say', () => {
    const sales = [sale('later', 2, 3), sale('long', -1, 5), sale('next', 1, 2), sale('short', -1, 1)];
    expect(inOrder(sales, NOON).map((one) => sessionText(one, NOON))).toEqual([
      ...['13:00 结束', '17:00 结束', '13:00 开始', '14:00 开始'],
    ]);
    expect(sessionText(sale('over', -3, -1), NOON)).toBe('11:00');
  });

  it('F1: names the days where it is not all of today', () => {
    expect(spanText(sale('today', -1, 5), NOON)).toBe('11:00 – 17:00');
    expect(spanText(sale('night', 5, 20), NOON)).toBe('17:00 – 11月23日 08:00');
    expect(spanText(sale('tomorrow', 22, 25), NOON)).toBe('11月23日 10:00 – 13:00');
    // an hour alone after another day would be taken for one of that day
    expect(spanText(sale('since', -20, 2), NOON)).toBe('11月21日 16:00 – 11月22日 14:00');
  });
});

describe('an offer', () => {
  it('says what it costs: money, points or both', () => {
    expect(priceText({ price_fen: 990, price_points: 0 })).toBe('¥9.90');
    expect(priceText({ price_fen: 0, price_points: 1_200 })).toBe('1,200 积分');
    expect(priceText({ price_fen: 990, price_points: 300 })).toBe('300 积分 + ¥9.90');
    expect(priceText({ price_fen: 0, price_points: 0 })).toBe(t.shop.sales.free);
  });

  it('never says that all is gone while something is left, nor that something is left when nothing is', () => {
    const words = t.shop.sales;
    expect(stockText({ stock_left: 1, stock_total: 1_000 }, 'on')).toBe(words.taken(99, '1'));
    expect(stockText({ stock_left: 0, stock_total: 1_000 }, 'on')).toBe(words.allTaken);
    expect(stockText({ stock_left: 1_000, stock_total: 1_000 }, 'on')).toBe(words.taken(0, '1,000'));
    // before it begins nothing can be gone
    expect(stockText({ stock_left: 1_000, stock_total: 1_000 }, 'soon')).toBe(words.plenty('1,000'));
    // stock withdrawn below what is held
    expect(stockText({ stock_left: 0, stock_total: 0 }, 'on')).toBe(words.allTaken);
  });
});
