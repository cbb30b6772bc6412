import type { App } from '../../server/app';
import type { Decision, Ledger } from '../../server/ledger';
import { testDatabase } from '../support/database';
import { play } from './play';
import { shortest, shrink } from './shrink';
import { referralStoryOf } from './referral/story';
import { saleStoryOf } from './sales/story';
import { storyOf } from './story';

type Accepted = Extract<Decision<object>, { accept: object }>;

/** Makes what commands of these kinds decide come out wrong. */
function spoil(kinds: readonly string[], how: (decided: Accepted) => Accepted): (app: App) => void {
  return ({ core: { ledger } }) => {
    const run = ledger.run.bind(ledger);
    const spoiled: Ledger['run'] = (command, input, options) => {
      const decide: typeof command.decide = (context) => {
        const decided = command.decide(context);
        return 'accept' in decided ? (how(decided) as typeof decided) : decided;
      };
      return run(kinds.includes(command.kind) ? { ...command, decide } : command, input, options);
    };
    ledger.run = spoiled;
  };
}

/** A bug that no sum of the server's own shows: transfers and statement agree, but not with what was answered. */
const losesAPoint = spoil(['counter.purchase', 'counter.redeem', 'counter.collect'], (decided) => ({
  ...decided,
  transfers: decided.transfers.map((transfer) =>
    transfer.kind === 'single' && transfer.code === 'points.earned' && transfer.amount > 1
      ? { ...transfer, amount: transfer.amount - 1 }
      : transfer,
  ),
}));

const forgetsToTell = spoil(['counter.redeem', 'counter.purchase'], (decided) => ({
  ...decided,
  events: decided.events.filter(({ type }) => type !== 'coupon.redeemed'),
}));

/** Every retry is a new request. */
function forgetsKeys({ core: { ledger } }: App): void {
  const run = ledger.run.bind(ledger);
  let serial = 0;
  ledger.run = (command, input, options) => {
    serial += 1;
    return run(command, input, { ...options, key: `${options.key}:${serial}` });
  };
}

/** A refund that is asked for again is a new one. */
function drawsNumbers({ core: { payments } }: App): void {
  const refund = payments.refund.bind(payments);
  let serial = 0;
  payments.refund = (of) => {
    serial += 1;
    return refund({ ...of, out_refund_no: `${of.out_refund_no.slice(0, 50)}_${serial}` });
  };
}

/** Money that came is booked, and the order stays as it was. */
const forgetsTheOrder = spoil(['order.settle'], (decided) => ({
  ...decided,
  writes: decided.writes.filter(({ table }) => table.name !== 'orders'),
}));

/** Nobody who pays rewards hears that a purchase was refunded. */
const keepsRefundsSecret = spoil(['counter.refund'], (decided) => ({
  ...decided,
  events: decided.events.filter(({ type }) => type !== 'purchase.refunded'),
}));

const STORY = storyOf(11, 60);
/** Not every sale has a refund, or a request that is asked twice. */
const SALES = Array.from({ length: 12 }, (_, n) => saleStoryOf(60 + n, 80));
/** Not everybody who brought a friend buys something and wants the money back. */
const REFERRALS = Array.from({ length: 12 }, (_, n) => referralStoryOf(100 + n, 90));

describe('a server with a bug', () => {
  it.each([
    ['loses a point', losesAPoint, /statement|balance|points|expiries/],
    ['does not tell that a coupon was redeemed', forgetsToTell, /events of|do not balance/],
    ['does what it is asked again', forgetsKeys, /the same key answered/],
  ])('that %s is found out', async (_what, bug, message) => {
    const { broken } = await play(STORY, bug);
    expect(broken).toMatch(message);
  });

  if (testDatabase === 'sqlite') {
    it.each([
      ['asks WeChat Pay for money with other numbers', drawsNumbers, SALES, /nobody here asked/],
      ['books money without its order', forgetsTheOrder, SALES, /came in and stay|do not balance/],
      [
        'does what it is asked again in a sale',
        ...([forgetsKeys, SALES, /the same key answered|nobody was told of|but another/] as const),
      ],
      ['rewards for friends who were refunded', keepsRefundsSecret, REFERRALS, /a friend who counts, and/],
    ])('that %s is found out', async (_what, bug, stories, message) => {
      let broken: string | null = null;
      for (const story of stories) {
        ({ broken } = await play(story, bug));
        if (broken !== null) break;
      }
      expect(broken).toMatch(message);
    });

    it('is shown by a shorter story, which breaks again when it is played again, and not without the bug', async () => {
      const whole = await play(STORY, losesAPoint);
      const short = await shrink(whole, losesAPoint, 12);
      expect(short.story.steps.length).toBeLessThan(whole.story.steps.length / 2);
      const again = await play(short.story, losesAPoint);
      expect([again.hash, again.broken]).toEqual([short.hash, short.broken]);
      expect((await play(short.story)).broken).toBeNull();
    });
  }
});

describe('the shortest story', () => {
  const days = Array.from({ length: 100 }, (_, i) => i);
  const asked: number[] = [];

  it.each([[[17]], [[17, 63]], [[0, 1, 50, 99]], [[98, 99]]])(
    'of 100 steps that needs %j is that',
    async (needs) => {
      asked.length = 0;
      const found = await shortest(days, (steps) => {
        asked.push(steps.length);
        return Promise.resolve(needs.every((step) => steps.includes(step)));
      });
      expect(found).toEqual(needs);
      expect(asked.length).toBeLessThan(80);
    },
  );
});
