import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENES } from '../support/wx/host';
import { asked, askedAtOnce, did, doing, moved, ORIGIN, Tiny } from './tiny.support';

const HOUR_MS = 3_600_000;
const PLATFORM = join(__dirname, '../../miniprogram/platform');

let tiny: Tiny;
beforeAll(async () => {
  tiny = new Tiny();
  await tiny.open();
});
afterAll(() => tiny.close());

/** The names of Taro's functions that the mini-program calls. */
function calledOnTaro(): string[] {
  const sources = readdirSync(PLATFORM).map((file) => readFileSync(join(PLATFORM, file), 'utf8'));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/\bTaro\.(\w+)\(/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].filter((name) => name !== 'getCurrentPages');
}

describe('what a mini-program finds', () => {
  it('has the functions of wx that ours calls', async () => {
    const names = JSON.parse((await did(tiny.phone().start(), 'names')).replace('names', '')) as string[];
    expect(calledOnTaro().filter((name) => !names.includes(name))).toEqual([]);
  });

  it('has nothing of a browser or Node, and makes no code of texts', async () => {
    const phone = tiny.phone().start();
    expect(await did(phone, 'world')).toBe('world []');
    await doing(phone, 'evaluate');
    expect(phone.log.errors.join()).toContain('Code generation from strings disallowed');
  });

  it.each([-3, 3])('has a clock that is %d hours off', async (hours) => {
    const phone = tiny.phone({ clock_offset_ms: hours * HOUR_MS }).start();
    const [now, made, asText] = JSON.parse((await did(phone, 'now')).replace('now', '')) as [
      number,
      number,
      string,
    ];
    expect(Math.abs(now - Date.now() - hours * HOUR_MS)).toBeLessThan(HOUR_MS);
    expect(made - now).toBeLessThan(HOUR_MS);
    expect(asText).toBe('string');
  });

  it('lacks what an old phone lacks, without a complaint', async () => {
    const phone = tiny.phone({ without: ['vibrateShort'] }).start();
    expect(await did(phone, 'names')).not.toContain('vibrateShort');
    expect(phone.log.verdict()).toEqual([]);
  });
});

describe('storage', () => {
  it('outlives the app, can be full, and can be cleared at any time', async () => {
    const phone = tiny.phone({ storage: { kept: { a: 1 } } }).start();
    expect(await askedAtOnce(phone, 'getStorageSync', 'kept')).toBe('ok {"a":1}');
    await askedAtOnce(phone, 'setStorageSync', 'more', '好');
    phone.start();
    expect(await askedAtOnce(phone, 'getStorageSync', 'more')).toBe('ok "好"');
    phone.storage.full = true;
    expect(await askedAtOnce(phone, 'setStorageSync', 'more', 1)).toContain('threw');
    expect(await asked(phone, 'setStorage', { key: 'more', data: 1 })).toContain('setStorage:fail');
    phone.storage.clear();
    expect(await askedAtOnce(phone, 'getStorageSync', 'kept')).toBe('ok ""');
    expect(await asked(phone, 'getStorage', { key: 'kept' })).toContain('fail');
  });

  it('takes no more than WeChat does', async () => {
    const phone = tiny.phone().start();
    expect(await askedAtOnce(phone, 'setStorageSync', 'large', 'x'.repeat(1 << 20))).toContain('threw');
  });
});

describe('navigation', () => {
  it('refuses what WeChat refuses', async () => {
    const phone = tiny.phone().start();
    expect(await asked(phone, 'navigateTo', { url: '/pages/tab' })).toContain(
      'can not navigateTo a tabbar page',
    );
    expect(await asked(phone, 'switchTab', { url: '/pages/second' })).toContain(
      'can not switch to no-tabBar page',
    );
    expect(await asked(phone, 'navigateTo', { url: '/pages/nowhere' })).toContain('is not found');
    expect(await asked(phone, 'navigateBack')).toContain('at first page');
    for (let depth = 1; depth < 10; depth += 1) await moved(phone, 'navigateTo', '/pages/second');
    expect(await asked(phone, 'navigateTo', { url: '/pages/second' })).toContain(
      'webview count limit exceed',
    );
  });

  it('keeps tabs alive, ends the pages above them, and decodes no query', async () => {
    const phone = tiny.phone().start('/pages/tab');
    await moved(phone, 'navigateTo', 'second?word=%E5%A5%BD&flag');
    expect(phone.app.top.query).toEqual({ word: '%E5%A5%BD', flag: '' });
    await moved(phone, 'switchTab', '/pages/other-tab');
    await moved(phone, 'switchTab', '/pages/tab');
    expect(JSON.parse((await did(phone, 'life')).replace('life', ''))).toEqual(
      [
        'pages/tab load', 'pages/tab show', 'pages/tab hide', 'pages/second load', 'pages/second show',
        'pages/second unload', 'pages/other-tab load', 'pages/other-tab show', 'pages/other-tab hide', 'pages/tab show',
      ], // prettier-ignore
    );
  });

  it('runs no script of a sub-package before its first page, and fetches it over the network', async () => {
    const phone = tiny.phone().start();
    phone.become('offline');
    expect(await asked(phone, 'navigateTo', { url: '/pack/page' })).toContain('fail');
    expect(phone.packages()).toEqual([]);
    phone.become('online');
    await moved(phone, 'navigateTo', '/pack/page');
    expect([phone.route, phone.packages()]).toEqual(['pack/page', ['pack']]);
    phone.become('offline');
    phone.start();
    await moved(phone, 'navigateTo', '/pack/page');
    expect(phone.route).toBe('pack/page');
  });

  it('shows Moments one page: no login, no way out, a storage of its own', async () => {
    const phone = tiny.phone({ storage: { mine: 1 }, answers: { login: { code: 'x' } } });
    phone.start('/pages/tab', { scene: SCENES.moments });
    expect(await asked(phone, 'login')).toContain('login:fail');
    expect(await asked(phone, 'navigateTo', { url: '/pages/second' })).toContain('single page');
    expect(await askedAtOnce(phone, 'getStorageSync', 'mine')).toBe('ok ""');
    expect(await askedAtOnce(phone, 'getEnterOptionsSync')).toContain('"scene":1154');
  });
});

describe('requests', () => {
  const url = `${ORIGIN}/thing`;

  it('reach the server the bundle was built for, and no other', async () => {
    const phone = tiny.phone().start();
    expect(await asked(phone, 'request', { url: 'https://elsewhere.test/thing' })).toContain(
      'url not in domain list',
    );
    expect(await asked(phone, 'request', { url, data: { a: '1 2' } })).toMatch(/^ok.*"statusCode":200/);
    expect(tiny.reached.at(-1)).toBe('GET /thing?a=1+2 application/json');
  });

  it('are lost before or after the server has them, or answered by somebody else, for as often as said', async () => {
    const phone = tiny.phone().start();
    const post = (): Promise<string> => asked(phone, 'request', { url, method: 'POST', data: '{}' });
    const count = tiny.reached.length;
    phone.fault(
      { kind: 'before', method: 'POST', path: '/thing', nth: 2 },
      { kind: 'after', method: 'POST', path: /thing$/, nth: 2 },
      { kind: 'status', status: 503, body: { code: 'busy' }, path: '/thing', nth: 2 },
      { kind: 'status', status: 503, body: { code: 'odd' }, reaches: true, path: '/thing', nth: 2 },
    );
    expect(await post()).toContain('"statusCode":200');
    expect(await post()).toContain('request:fail');
    expect(tiny.reached.length).toBe(count + 1);
    expect(await post()).toContain('request:fail');
    expect(tiny.reached.length).toBe(count + 2);
    expect(await post()).toContain('"code":"busy"');
    expect(tiny.reached.length).toBe(count + 2);
    expect(await post()).toContain('"code":"odd"');
    expect(tiny.reached.length).toBe(count + 3);
    expect(await post()).toContain('"statusCode":200');
    expect(phone.faultHits).toBe(4);
  });

  it('time out by the phone’s clock, when the server has long done them', async () => {
    const phone = tiny.phone().start();
    const count = tiny.reached.length;
    phone.fault({ kind: 'slow', delay_ms: 60_000, path: '/thing' });
    expect(await asked(phone, 'request', { url, timeout: 1_000 })).toContain('request:fail timeout');
    expect(tiny.reached.length).toBe(count + 1);
  });

  it('fail in airplane mode, of which the app is told', async () => {
    const phone = tiny.phone().start();
    await doing(phone, 'network');
    phone.become('offline');
    expect(await asked(phone, 'getNetworkType')).toContain('"networkType":"none"');
    expect(await asked(phone, 'request', { url })).toContain('request:fail');
    phone.become('online');
    await phone.reads('call', '"isConnected":true');
  });
});

describe('fingers', () => {
  it('are heard by what is under them and around it, up to what catches them', async () => {
    const phone = tiny.phone().start();
    expect(phone.press(phone.one('inner')!)).toBe(1);
    expect(phone.press(phone.one('stop')!)).toBe(1);
    await phone.reads('count', '1');
  });

  it('do nothing on what is switched off, lets them through, or is not drawn', async () => {
    const phone = tiny.phone().start();
    expect(phone.press(phone.one('off')!)).toBe(0);
    expect(phone.press(phone.one('ghost')!)).toBe(0);
    expect(phone.saying('gone')).toEqual([]);
    expect(phone.tappableSaying('ghost')).toBeUndefined();
  });

  it('type no more than fits', async () => {
    const phone = tiny.phone().start();
    phone.type(phone.one('field')!, '一二三四五六七');
    await phone.reads('field', /^一二三四五$/);
  });
});

describe('the verdict', () => {
  it.each([
    ['complain', 'console.error: a complaint'],
    ['late', 'thrown late'],
    ['unknown', 'wx.flyToTheMoon is not there'],
    ['big', 'setData of 33'],
  ])('knows of what went wrong: %s', async (script, complaint) => {
    const phone = tiny.phone().start();
    expect(phone.log.verdict()).toEqual([]);
    await doing(phone, script);
    expect(phone.log.verdict().join()).toContain(complaint);
  });

  it('knows of a template that is not there', async () => {
    const phone = tiny.phone().start();
    phone.app.fire(phone.one('call')!, 'run', { script: 'broken' });
    expect(() => phone.text).toThrow(/Template `nowhere` not found/);
  });
});
