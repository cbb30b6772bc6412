import { memoryFirst, type Disk } from '@/platform/memory-first';

/** A disk that can be full (writes fail), forbidden (everything fails) or cleared by somebody else. */
function diskOf(initial: Record<string, string> = {}) {
  const texts = new Map(Object.entries(initial));
  const state = { full: false, forbidden: false };
  const guard = (alsoWhenFull: boolean): void => {
    if (state.forbidden || (alsoWhenFull && state.full)) throw new Error('storage limit exceeded');
  };
  const disk: Disk = {
    read: (key) => {
      guard(false);
      return texts.get(key) ?? '';
    },
    write: (key, text) => {
      guard(true);
      texts.set(key, text);
    },
    erase: (key) => {
      guard(false);
      texts.delete(key);
    },
  };
  return { disk, texts, state };
}

describe('storage', () => {
  it('reads what an earlier run wrote', () => {
    const { disk } = diskOf();
    memoryFirst(disk).set('a', { b: 1 });
    expect(memoryFirst(disk).get('a')).toEqual({ b: 1 });
  });

  it('goes on in memory when the disk is full, and leaves nothing outdated for the next start', () => {
    const { disk, state, texts } = diskOf({ a: '"old"' });
    const store = memoryFirst(disk);
    state.full = true;
    store.set('a', 'new');
    expect(store.get('a')).toBe('new');
    expect(texts.has('a')).toBe(false);
    expect(memoryFirst(disk).get('a')).toBeUndefined();
  });

  it('writes after all when the old value was what filled the disk', () => {
    const texts = new Map([['a', 'x'.repeat(10)]]);
    const disk: Disk = {
      read: (key) => texts.get(key),
      write: (key, text) => {
        if (texts.size > 0) throw new Error('full');
        texts.set(key, text);
      },
      erase: (key) => void texts.delete(key),
    };
    memoryFirst(disk).set('a', 'new');
    expect(texts.get('a')).toBe('"new"');
  });

  it('a forbidden disk throws nothing and loses nothing of this run', () => {
    const { disk, state } = diskOf();
    state.forbidden = true;
    const store = memoryFirst(disk);
    expect(store.get('a')).toBeUndefined();
    store.set('a', [1, 2]);
    expect(store.get('a')).toEqual([1, 2]);
    store.remove('a');
    expect(store.get('a')).toBeUndefined();
  });

  it('does not notice that the disk was cleared in the middle of a run', () => {
    const { disk, texts } = diskOf();
    const store = memoryFirst(disk);
    store.set('a', 1);
    texts.clear();
    expect(store.get('a')).toBe(1);
  });

  it('what was removed stays removed although the disk kept it', () => {
    const { disk, state } = diskOf({ a: '1' });
    const store = memoryFirst(disk);
    state.forbidden = true;
    store.remove('a');
    state.forbidden = false;
    expect(store.get('a')).toBeUndefined();
  });

  it.each(['{', '', 'undefined'])('reads damaged text %j as nothing', (text) => {
    expect(memoryFirst(diskOf({ a: text }).disk).get('a')).toBeUndefined();
  });

  it('gives a copy each time, so that nobody changes what is stored', () => {
    const store = memoryFirst(diskOf().disk);
    const value = { list: [1] };
    store.set('a', value);
    value.list.push(2);
    expect(store.get('a')).toEqual({ list: [1] });
  });
});
