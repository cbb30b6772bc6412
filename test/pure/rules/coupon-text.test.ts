import { wallClock, type Instant } from '../../../shared/kernel';
import { describeValue, ruleLines, type CouponValue, type RuleSubject } from '../../../shared/rules';

const wallOf = (at: Instant) => wallClock(at, 'Asia/Shanghai');
const subject: RuleSubject = {
  value: { kind: 'amount_off', threshold_fen: 3000, amount_fen: 1000 },
  validity: { kind: 'relative', days: 7, start_after_days: 0 },
  times: { weekdays: [], from_minute: null, to_minute: null },
  scope: { store_ids: [], new_members_only: false },
};
const lines = (changed: Partial<RuleSubject>, stores: string[] = []) =>
  ruleLines({ ...subject, ...changed }, stores, wallOf);
const percent = (bp: number, cap: number | null, threshold = 0): CouponValue => ({
  kind: 'percent_off',
  threshold_fen: threshold,
  percent_off_bp: bp,
  cap_fen: cap,
});

describe('a coupon in words', () => {
  it.each<[CouponValue, string, string, string]>([
    [subject.value, '¥10', '满 ¥30 可用', '满 ¥30 减 ¥10'],
    [{ kind: 'amount_off', threshold_fen: 0, amount_fen: 550 }, '¥5.50', '无门槛', '无门槛减 ¥5.50'],
    [percent(1500, null), '8.5折', '无门槛', '无门槛打 8.5折'],
    [percent(2000, 2000, 5000), '8折', '满 ¥50 可用，最多减 ¥20', '满 ¥50 打 8折，最多减 ¥20'],
    [percent(10_000, null), '免单', '无门槛', '无门槛免单'],
    [{ kind: 'exchange', item: '拿铁', value_fen: 2800 }, '免费兑换', '拿铁 1 份', '免费兑换「拿铁」1 份'],
  ])('C1: %j', (value, amount, condition, line) => {
    expect(describeValue(value)).toEqual({ amount, condition });
    expect(lines({ value })[0]).toBe(line);
  });

  it('C3: new members are told so', () => {
    expect(lines({ scope: { store_ids: [], new_members_only: true } })[0]).toBe('满 ¥30 减 ¥10，限新会员');
  });

  it.each([
    [7, 0, '领取日起 7 天内可用'],
    [1, 0, '领取当日可用'],
    [7, 1, '领取次日起 7 天内可用'],
    [1, 1, '领取次日可用'],
    [30, 3, '领取后第 3 天起 30 天内可用'],
  ])('C2: %i days starting after %i', (days, start_after_days, expected) => {
    expect(lines({ validity: { kind: 'relative', days, start_after_days } })[1]).toBe(expected);
  });

  it.each([
    ['2026-11-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z', '2026年12月1日至12月31日可用'],
    ['2026-11-30T16:00:00.000Z', '2027-01-31T16:00:00.000Z', '2026年12月1日至2027年1月31日可用'],
    ['2026-12-04T16:00:00.000Z', '2026-12-05T16:00:00.000Z', '2026年12月5日当天可用'],
    ['2026-12-05T02:00:00.000Z', '2026-12-05T10:00:00.000Z', '2026年12月5日 10:00–18:00 可用'],
    ['2026-12-05T02:00:00.000Z', '2026-12-06T10:00:00.000Z', '2026年12月5日 10:00 至12月6日 18:00 可用'],
  ])('C2: from %s to %s', (from_at, to_at, expected) => {
    expect(lines({ validity: { kind: 'fixed', from_at, to_at } })[1]).toBe(expected);
  });

  it.each<[number[], number | null, number | null, string]>([
    [[], null, null, '全部门店可用'],
    [[1, 2, 3, 4, 5, 6, 7], 0, 1440, '全部门店可用'],
    [[5, 4, 3, 2, 1], null, null, '全部门店，周一至周五可用'],
    [[6, 7], null, null, '全部门店，周六、周日可用'],
    [[1, 3, 4, 5], 840, 1020, '全部门店，周一、周三至周五 14:00–17:00 可用'],
    [[], null, 600, '全部门店，每天 00:00–10:00 可用'],
    [[], 1320, 120, '全部门店，每天 22:00–次日 02:00 可用'],
  ])('C2: weekdays %j, %j to %j', (weekdays, from_minute, to_minute, expected) => {
    expect(lines({ times: { weekdays, from_minute, to_minute } })[2]).toBe(expected);
  });

  it('C3: one or two stores are named, more are counted', () => {
    const scope = (...ids: string[]) => ({
      store_ids: ids as RuleSubject['scope']['store_ids'],
      new_members_only: false,
    });
    expect(lines({ scope: scope('sto_1', 'sto_2') }, ['静安店', '徐汇店'])[2]).toBe('限静安店、徐汇店使用');
    expect(lines({ scope: scope('sto_1', 'sto_2', 'sto_3') }, ['a', 'b', 'c'])[2]).toBe(
      '限指定的 3 家门店使用',
    );
    expect(
      lines({ scope: scope('sto_1'), times: { weekdays: [1], from_minute: null, to_minute: null } }, [
        '静安店',
      ])[2],
    ).toBe('限静安店，周一可用');
  });
});

it('C5a: of a coupon in hand only the end of its window is of interest', () => {
  const validity = {
    kind: 'fixed',
    from_at: '2026-11-22T08:33:00.000Z',
    to_at: '2026-12-05T16:00:00.000Z',
  } as const;
  const hand = { ...subject, validity };
  expect(ruleLines(hand, [], wallOf, true)[1]).toBe('可用至 2026年12月5日');
  expect(ruleLines(hand, [], wallOf)[1]).toBe('2026年11月22日 16:33 至12月5日可用');
});
