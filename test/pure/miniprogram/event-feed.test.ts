import type { MemberEvent } from '@shared/contract';
import { ApiError } from '@/services/api-error';
import { EventFeed } from '@/services/event-feed';

type Page = { items: MemberEvent[]; next: string };

function event(id: string): MemberEvent {
  return { id, type: 'coupon.redeemed', at: '2026-11-22T00:00:00.000Z', data: {} };
}

/** A feed whose polls the test answers one by one, and whose sleeps end at once. */
function setUp() {
  const asked: (string | null)[] = [];
  const waits: number[] = [];
  let answer: { resolve: (page: Page) => void; reject: (error: unknown) => void } | null = null;
  const time = { now: 0 };
  const feed = new EventFeed({
    poll: (cursor) => {
      asked.push(cursor);
      return new Promise<Page>((resolve, reject) => (answer = { resolve, reject }));
    },
    sleep: async (ms) => void waits.push(ms),
    phoneNow: () => (time.now += 5_000),
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return {
    feed,
    asked,
    waits,
    give: async (page: Page) => {
      answer?.resolve(page);
      await settle();
    },
    fail: async (error: unknown) => {
      answer?.reject(error);
      await settle();
    },
  };
}

describe('the long poll', () => {
  it('asks for the position first, then for what comes after it, one request at a time', async () => {
    const { feed, asked, give } = setUp();
    const heard: string[] = [];
    feed.listen(({ id }) => heard.push(id));
    feed.listen(() => undefined);
    expect(asked).toEqual([null]);
    await give({ items: [], next: 'c1' });
    await give({ items: [event('e1'), event('e2')], next: 'c2' });
    expect(asked).toEqual([null, 'c1', 'c2']);
    expect(heard).toEqual(['e1', 'e2']);
  });

  it('stops when nobody listens or the app is hidden, and goes on from its cursor', async () => {
    const { feed, asked, give } = setUp();
    const stop = feed.listen(() => undefined);
    await give({ items: [], next: 'c1' });
    feed.setVisible(false);
    await give({ items: [], next: 'c2' });
    expect(asked).toEqual([null, 'c1']);
    feed.setVisible(true);
    expect(asked).toEqual([null, 'c1', 'c2']);
    stop();
    await give({ items: [], next: 'c3' });
    expect(asked).toHaveLength(3);
    feed.listen(() => undefined);
    expect(asked.at(-1)).toBe('c3');
  });

  it('a screen that comes while the last poll is still open does not open a second one', async () => {
    const { feed, asked, give } = setUp();
    feed.listen(() => undefined)();
    feed.listen(() => undefined);
    expect(asked).toHaveLength(1);
    await give({ items: [], next: 'c1' });
    expect(asked).toEqual([null, 'c1']);
  });

  it('waits longer after each failure, and not at all after a success', async () => {
    const { feed, waits, fail, give } = setUp();
    feed.listen(() => undefined);
    for (let i = 0; i < 7; i += 1) await fail(new Error('lost'));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    await give({ items: [], next: 'c1' });
    await fail(new Error('lost'));
    expect(waits.at(-1)).toBe(1_000);
  });

  it('begins anew when the server does not know its cursor', async () => {
    const { feed, asked, fail, give } = setUp();
    feed.listen(() => undefined);
    await give({ items: [], next: 'c1' });
    await fail(new ApiError('malformed', 'x', { status: 400, retryable: false, unknown: false }));
    expect(asked).toEqual([null, 'c1', null]);
  });

  it('stops asking when the server says these events are not for us, until somebody listens anew', async () => {
    const { feed, asked, waits, fail } = setUp();
    feed.listen(() => undefined);
    await fail(new ApiError('not_a_member', 'x', { status: 403, retryable: false, unknown: false }));
    feed.setVisible(false);
    feed.setVisible(true);
    expect(asked).toEqual([null]);
    expect(waits).toEqual([]);
    feed.listen(() => undefined);
    expect(asked).toEqual([null, null]);
  });
});
