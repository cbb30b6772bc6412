import { Turnstile } from '@/platform/turnstile';

function setUp() {
  const time = { now: 1_000 };
  const turnstile = new Turnstile(() => time.now);
  const made: string[] = [];
  const ends: (() => void)[] = [];
  /** A move that lasts until `end` is called for it. */
  const move = (name: string) => () => {
    made.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const end = async (): Promise<void> => {
    ends.splice(0).forEach((resolve) => resolve());
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return { turnstile, time, made, move, end };
}

describe('the turnstile between pages', () => {
  it('a double tap opens one page, while the first is opening and shortly after', async () => {
    const { turnstile, time, made, move, end } = setUp();
    turnstile.tap('/a', move('first'));
    turnstile.tap('/a', move('second'));
    await end();
    time.now += 300;
    turnstile.tap('/a', move('third'));
    expect(made).toEqual(['first']);
    time.now += 600;
    turnstile.tap('/a', move('fourth'));
    expect(made).toEqual(['first', 'fourth']);
  });

  it('two fingers on two things open one of them', async () => {
    const { turnstile, made, move, end } = setUp();
    turnstile.tap('/a', move('a'));
    turnstile.tap('/b', move('b'));
    await end();
    turnstile.tap('/b', move('b later'));
    expect(made).toEqual(['a', 'b later']);
  });

  it('what follows from an answer waits for its turn and is never dropped', async () => {
    const { turnstile, made, move, end } = setUp();
    turnstile.tap('/a', move('a'));
    turnstile.follow(move('result'));
    expect(made).toEqual(['a']);
    await end();
    expect(made).toEqual(['a', 'result']);
  });

  it('a move that fails or never reports its end holds up nobody for good', async () => {
    const { turnstile, time, made, move, end } = setUp();
    turnstile.tap('/a', async () => Promise.reject(new Error('webview count limit exceed')));
    await end();
    turnstile.tap('/b', move('hangs'));
    turnstile.tap('/c', move('too early'));
    time.now += 3_000;
    turnstile.tap('/c', move('c'));
    expect(made).toEqual(['hangs', 'c']);
  });

  it('a tap that came to nothing can be repeated at once', async () => {
    const { turnstile, made, move, end } = setUp();
    turnstile.tap('/a', async () => Promise.reject(new Error('load subpackage failed')));
    await end();
    turnstile.tap('/a', move('a'));
    expect(made).toEqual(['a']);
  });

  it('a phone clock set back does not close it', () => {
    const { turnstile, time, made, move } = setUp();
    turnstile.tap('/a', move('hangs'));
    time.now -= 3 * 3_600_000;
    turnstile.tap('/b', move('b'));
    expect(made).toEqual(['hangs', 'b']);
  });
});
