import { DRAFT_KEPT_MS, DRAFTS_MAX, OpenDrafts, type Draft } from '@/services/drafts';
import { memoryStore } from './support';

function draft(attempt: string, at = 1_000): Draft {
  return {
    kind: 'purchase',
    attempt,
    label: attempt,
    at,
    body: { store_id: 'sto_0000000000000000000000000001', amount_fen: 1_200 },
  };
}

const names = (drafts: OpenDrafts): string[] => drafts.current().map(({ attempt }) => attempt);

/** Several confirms may be open at once: the assistant closes the app in the rush and serves the next. */
describe('open confirms at the counter', () => {
  it('L5: keeps each until its outcome is known, over a restart', () => {
    const store = memoryStore();
    const drafts = new OpenDrafts(store, 1_000);
    drafts.add(draft('a'));
    drafts.add(draft('b'));
    drafts.add(draft('a'));
    expect(names(new OpenDrafts(store, 2_000))).toEqual(['a', 'b']);
    drafts.drop(draft('a'));
    expect(names(new OpenDrafts(store, 2_000))).toEqual(['b']);
    drafts.drop(draft('b'));
    expect(store.kept.size).toBe(0);
  });

  it('P4: keeps an open refund with its purchase, and no refund of nobody knows what', () => {
    const store = memoryStore();
    const { attempt, label, at } = draft('r');
    const refund = { attempt, label, at, kind: 'refund', body: { amount_fen: 500, reason: 'x' } } as const;
    const purchase_id = 'pur_0000000000000000000000000001';
    new OpenDrafts(store, 1_000).add({ ...refund, purchase_id });
    expect(new OpenDrafts(store, 1_000).current()).toEqual([{ ...refund, purchase_id }]);
    expect(names(new OpenDrafts(memoryStore({ 'counter.drafts': [refund] }), 1_000))).toEqual([]);
  });

  it('F7: keeps open acts on orders', () => {
    const store = memoryStore();
    const scan_id = 'scn_0000000000000000000000000001';
    const acts: Draft[] = [
      {
        kind: 'order_payment',
        attempt: 'p',
        label: 'p',
        at: 1,
        body: { scan_id, expected: { pay_fen: 990 } },
      },
      { kind: 'handover', attempt: 'h', label: 'h', at: 2, body: { scan_id, pieces: 2 } },
      {
        ...{ kind: 'order_refund', attempt: 'r', label: 'r', at: 3 },
        body: { scan_id, pieces: 1, reason: 'x', expected: { fen: 495, points: 0 } },
      },
    ];
    const drafts = new OpenDrafts(store, 1_000);
    for (const act of acts) drafts.add(act);
    expect(new OpenDrafts(store, 1_000).current()).toEqual(acts);
    const unknown = { ...acts[0], kind: 'of a newer version' };
    expect(names(new OpenDrafts(memoryStore({ 'counter.drafts': [unknown] }), 1_000))).toEqual([]);
  });

  it('keeps a bounded number, the newest', () => {
    const drafts = new OpenDrafts(memoryStore(), 1_000);
    for (let i = 0; i <= DRAFTS_MAX; i += 1) drafts.add(draft(`d${i}`));
    expect(drafts.current()).toHaveLength(DRAFTS_MAX);
    expect(names(drafts)[0]).toBe('d1');
  });

  it('L5: forgets what the server will have forgotten, rather than do it anew', () => {
    const store = memoryStore();
    new OpenDrafts(store, 1_000).add(draft('old'));
    expect(names(new OpenDrafts(store, 1_000 + DRAFT_KEPT_MS))).toEqual(['old']);
    expect(names(new OpenDrafts(store, 1_001 + DRAFT_KEPT_MS))).toEqual([]);
  });

  it('tells whoever watches, and gives the same list until something changes', () => {
    const drafts = new OpenDrafts(memoryStore(), 1_000);
    let told = 0;
    drafts.subscribe(() => (told += 1));
    const none = drafts.current();
    expect(drafts.current()).toBe(none);
    drafts.add(draft('a'));
    drafts.add(draft('a'));
    drafts.drop(draft('never added'));
    expect(told).toBe(1);
    expect(drafts.current()).toBe(drafts.current());
  });

  it.each([['text'], [[{ attempt: 'a' }]], [[null]], [{ kind: 'purchase' }]])(
    'starts anew from damaged storage: %j',
    (damaged) => {
      expect(names(new OpenDrafts(memoryStore({ 'counter.drafts': damaged }), 1_000))).toEqual([]);
    },
  );
});
