import { languageOf } from '../../../server/platform/http/language';
import { isLoopback, networkOf } from '../../../server/platform/http/network';
import { problemOf, refusalOf } from '../../../server/platform/http/problem';
import { orRefuse, Refusal } from '../../../server/platform/http/refusal';
import { err, ok } from '../../../shared/kernel';

describe('languageOf', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['EN-gb;q=0.9', 'en'],
    ['en, zh', 'en'],
    ['zh, en', 'zh'],
    ['zh;q=0.5,en;q=0.6', 'en'],
    ['english', 'zh'],
    ['en;q=0', 'zh'],
    ['en;q=9', 'zh'],
    [`${'x,'.repeat(500)}en`, 'zh'],
  ])('%s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('networkOf', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['2001:0db8:0000:0000:ffff::1', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ])('%s is in %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('knows this machine from others', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(isLoopback(address)).toBe(true);
    }
    for (const address of [undefined, '', '10.0.0.1', '127.0.0.1.evil', '::2'])
      expect(isLoopback(address)).toBe(false);
  });
});

describe('refusals', () => {
  it('come out of a failed result, and values out of a good one', () => {
    expect(orRefuse(ok(5))).toBe(5);
    expect(() => orRefuse(err({ code: 'limit_reached', params: { limit: 2 } } as const))).toThrow(
      'The limit per person is 2; you have reached it.',
    );
  });

  it('cost no stack trace, and leave that of bugs alone', () => {
    expect(new Refusal('sold_out').stack).not.toContain('\n');
    expect(new Error('bug').stack).toContain('http-parts.test');
  });

  it('become problems with their parameters and the time to wait', () => {
    const locked = new Refusal('code_locked', { until: '18:06' }, { retry_after_s: 600 });
    expect(problemOf(locked, 'zh', 'id-1')).toEqual({
      problem: {
        type: '/api/docs/problems#code_locked',
        title: 'Too Many Requests',
        status: 429,
        code: 'code_locked',
        detail: '这个码试错的次数太多，18:06 后才能再试，其他码照常能用。',
        params: { until: '18:06' },
        retryable: true,
        request_id: 'id-1',
      },
      retry_after_s: 600,
    });
    expect(problemOf(new Refusal('sold_out'), 'zh', 'id-1').retry_after_s).toBeNull();
    expect(problemOf(new Refusal('outcome_unknown'), 'zh', 'id-1').retry_after_s).toBeGreaterThan(0);
  });

  it('are not made of bugs', () => {
    for (const bug of [new TypeError('x'), new Error('x'), 'x', null, undefined, { code: 'sold_out' }]) {
      expect(refusalOf(bug)).toBeNull();
    }
    expect(refusalOf({ code: 'ECONNRESET' })?.code).toBe('unavailable');
  });
});
