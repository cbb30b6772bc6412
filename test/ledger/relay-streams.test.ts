import type { EventHandler } from '../../server/ledger';
import { RelayStage } from './relay-stage';

/** Goal: owners are served side by side, so that who takes long holds up few; each owner's events keep their order. */
describe('the relay, serving several owners', () => {
  const stage = new RelayStage();
  const { relayOf, say, states } = stage;

  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  beforeEach(() => stage.clear());

  it('L6: an event that takes long holds up no other owner, and the later ones of its own wait', async () => {
    for (const member of [1, 2, 3]) await say(member, 2);
    let free = (): void => undefined;
    const others = new Promise<void>((resolve) => {
      free = resolve;
    });
    const order: string[] = [];
    const slow: EventHandler = {
      name: 'slow',
      types: [],
      handle: async ({ data }) => {
        const name = `${data['member']}:${data['n']}`;
        order.push(`${name} begins`);
        if (name === '1:0') await others;
        order.push(`${name} ends`);
        if (['2:1 ends', '3:1 ends'].every((each) => order.includes(each))) free();
      },
    };
    expect(await relayOf('a', slow).tick()).toBe(6);
    expect(order.slice(-3)).toEqual(['1:0 ends', '1:1 begins', '1:1 ends']);
    expect(await states()).toEqual({ delivered: 6 });
  });

  it('L6: eight owners at once and not one more; when the database fails, the tick ends after all of them', async () => {
    for (let member = 1; member <= 30; member += 1) await say(member);
    let [handled, now, most] = [0, 0, 0];
    const counting: EventHandler = {
      name: 'counting',
      types: [],
      handle: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        handled += 1;
        if (handled === 4) throw new Error('the fourth fails, and so does putting it off');
      },
    };
    const relay = relayOf('a', counting);
    const real = stage.database.transaction.bind(stage.database);
    const broken = jest
      .spyOn(stage.database, 'transaction')
      .mockImplementationOnce(real) // the lease
      .mockImplementation(() => Promise.reject(new Error('the database is gone')));
    await expect(relay.tick()).rejects.toThrow('gone');
    const before = handled;
    expect({ now, most, isPart: before < 30 }).toEqual({ now: 0, most: 8, isPart: true });
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBe(before);
    broken.mockRestore();
    expect(await relay.tick()).toBe(30);
    expect([handled, most]).toEqual([before + 30, 8]);
  });
});
