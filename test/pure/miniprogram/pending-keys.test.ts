import { PENDING_KEPT_MS, PENDING_MAX, PendingKeys } from '@/services/pending-keys';
import { countingKeys, memoryStore } from './support';

/** A key must survive everything that may happen between the tap and a definite answer, and nothing after it. */
describe('pending idempotency keys', () => {
  function setUp(store = memoryStore()) {
    const time = { now: 1_000 };
    return { store, time, keys: new PendingKeys(store, countingKeys(), () => time.now) };
  }

  it('L5: stores the key before it is used', () => {
    const { store, keys } = setUp();
    const key = keys.take('claim a');
    expect(JSON.stringify([...store.kept.values()])).toContain(key);
  });

  it('L5: gives the same key for the same intent until it is settled, then a new one', () => {
    const { keys } = setUp();
    const first = keys.take('claim a');
    expect(keys.take('claim a')).toBe(first);
    expect(keys.take('claim b')).not.toBe(first);
    keys.settle('claim a');
    expect(keys.take('claim a')).not.toBe(first);
  });

  it('L5: remembers open keys over a restart of the app', () => {
    const { store, keys } = setUp();
    const first = keys.take('claim a');
    const later = new PendingKeys(
      store,
      () => 'another-key',
      () => 2_000,
    );
    expect(later.take('claim a')).toBe(first);
  });

  it('forgets what was left open for a day', () => {
    const { keys, time } = setUp();
    const first = keys.take('claim a');
    time.now += PENDING_KEPT_MS + 1;
    expect(keys.take('claim a')).not.toBe(first);
  });

  it('keeps a bounded number, the newest', () => {
    const { keys } = setUp();
    const oldest = keys.take('intent 0');
    for (let i = 1; i <= PENDING_MAX; i += 1) keys.take(`intent ${i}`);
    const newest = keys.take(`intent ${PENDING_MAX}`);
    expect(keys.take(`intent ${PENDING_MAX}`)).toBe(newest);
    expect(keys.take('intent 0')).not.toBe(oldest);
  });

  it('leaves no trace in storage once everything is settled', () => {
    const { keys, store } = setUp();
    keys.take('claim a');
    keys.settle('claim a');
    keys.settle('never taken');
    expect(store.kept.size).toBe(0);
  });

  it.each([
    ['text'],
    [{ not: 'a list' }],
    [[null, 7, { intent: 'claim a' }, { intent: 'claim a', key: 1, at: 0 }]],
  ])('starts anew from damaged storage: %j', (damaged) => {
    const { keys } = setUp(memoryStore({ 'pending-keys': damaged }));
    expect(keys.take('claim a')).toBe('key-0001');
  });
});
