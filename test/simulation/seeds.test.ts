import { testDatabase } from '../support/database';
import { play } from './play';
import { referralStoryOf } from './referral/story';
import { saleStoryOf } from './sales/story';
import { storyOf } from './story';

/** A few seeds on every run; hundreds by `npm run simulate`. */
const SEEDS = testDatabase === 'sqlite' ? [1] : [4];
const SALE_SEEDS = testDatabase === 'sqlite' ? [1, 2] : [4];
const REFERRAL_SEEDS = testDatabase === 'sqlite' ? [135, 136] : [4];
const LENGTH = 60;
/** Of those that are told more than once. */
const SHORT = 30;

describe('a simulated story', () => {
  it.each(SEEDS)(
    'L6: of a town, of seed %i, ends as its answers say, whatever failed in between',
    async (seed) => {
      const { broken, figures } = await play(storyOf(seed, LENGTH));
      expect(broken).toBeNull();
      expect(figures.accepted).toBeGreaterThan(15);
      expect(figures.refused).toBeGreaterThan(5);
    },
  );

  it.each(SALE_SEEDS)(
    'F4: of sales, of seed %i, ends as its answers and WeChat Pay say, whatever failed in between',
    async (seed) => {
      const { broken, figures } = await play(saleStoryOf(seed, LENGTH));
      expect(broken).toBeNull();
      expect(figures.accepted).toBeGreaterThan(10);
      expect(figures.refused).toBeGreaterThan(0);
    },
  );

  it.each(REFERRAL_SEEDS)(
    'R5: of referral, of seed %i, ends as its answers and the rules say, whatever failed in between',
    async (seed) => {
      const { broken, figures } = await play(referralStoryOf(seed, LENGTH));
      expect(broken).toBeNull();
      expect(figures.accepted).toBeGreaterThan(20);
      expect(figures.refused).toBeGreaterThan(0);
    },
  );

  it('is not spared: faults and restarts happen, and leave answers open', async () => {
    const { broken, figures } = await play(storyOf(5, LENGTH));
    expect(broken).toBeNull();
    expect(figures.spoiled).toBeGreaterThan(0);
    expect(figures.restarts).toBeGreaterThan(0);
    expect(figures.unknown).toBeGreaterThan(0);
    expect(figures.replayed).toBeGreaterThan(0);
  });

  // MariaDB takes its own time for locks and sockets, so there only the story is the same, not the order of answers
  if (testDatabase === 'sqlite') {
    it.each([
      ['a town', storyOf(6, SHORT), storyOf(7, SHORT)],
      ['sales', saleStoryOf(3, SHORT), saleStoryOf(9, SHORT)],
      ['referral', referralStoryOf(3, SHORT), referralStoryOf(9, SHORT)],
    ])(
      'of %s is the same to the letter for the same seed, and another one for another',
      async (_what, story, another) => {
        const once = await play(story);
        const again = await play(story);
        const other = await play(another);
        expect([once.broken, other.broken]).toEqual([null, null]);
        expect(again.lines).toEqual(once.lines);
        // also what the servers' own loops wrote, and in which turns
        expect(again.hash).toBe(once.hash);
        expect(other.hash).not.toBe(once.hash);
      },
    );
  }
});
