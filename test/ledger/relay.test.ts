import type { EventHandler, OutboxRow } from '../../server/ledger';
import { emit, RelayStage } from './relay-stage';
import { actor, createLedger } from './toy';

/** Goal: every event is delivered at least once, an owner's in order, and no failure holds up another owner. */

describe('the relay', () => {
  const stage = new RelayStage();
  const { clock, warnings } = stage;
  const { relayOf, say, states } = stage;
  let got: OutboxRow[] = [];

  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.clear();
    got = [];
  });

  const listening = (
    name = 'listener',
    fails: (event: OutboxRow) => boolean = () => false,
  ): EventHandler => ({
    name,
    types: [],
    handle: async (event) => {
      if (fails(event)) throw new Error(`${name} does not like it`);
      got.push(event);
    },
  });
  const heard = (member: number): unknown[] =>
    got.filter(({ data }) => data['member'] === member).map(({ data }) => data['n']);

  it('L6: delivers every event once when nothing fails, each owner’s in order', async () => {
    await Promise.all([1, 2, 3, 1, 2, 3, 1].map((member) => say(member, 3)));
    expect(await relayOf('a', listening()).tick()).toBe(21);
    expect(await states()).toEqual({ delivered: 21 });
    expect(heard(1)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    for (const member of [1, 2, 3]) {
      const places = got
        .filter(({ data }) => data['member'] === member)
        .map(({ owner_version: version, ordinal }) => version * 10_000 + ordinal);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(await relayOf('a', listening()).tick()).toBe(0);
  });

  it('L6: what nobody waits for is born delivered, and stands in the stream all the same', async () => {
    const own = createLedger(stage.database, {}, clock);
    own.deliverOnly(['other.type']);
    await own.run(emit, { member: 1, count: 2 }, { key: 'emit:unheard', actor });
    expect(await states()).toEqual({ delivered: 2 });
    own.deliverOnly(['other.type', 'test.said']);
    await own.run(emit, { member: 1, count: 1 }, { key: 'emit:heard', actor });
    expect(await states()).toEqual({ delivered: 2, pending: 1 });
    expect(await relayOf('a', listening()).tick()).toBe(1);
    await own.close();
  });

  it('L6: a handler hears only the types it asked for', async () => {
    await say(1);
    const deaf: EventHandler = { ...listening('deaf', () => true), types: ['other.type'] };
    expect(await relayOf('a', deaf, listening()).tick()).toBe(1);
    expect(heard(1)).toEqual([0]);
  });

  it('L6: what fails is tried again later and later, then parked; others of that owner wait, no other owner does', async () => {
    await say(1, 2);
    await say(2, 2);
    let tries = 0;
    const relay = relayOf(
      'a',
      listening('moody', ({ data }) => {
        const bad = data['member'] === 1 && data['n'] === 0;
        if (bad) tries += 1;
        return bad;
      }),
    );
    expect(await relay.tick()).toBe(2);
    expect([heard(1), heard(2)]).toEqual([[], [0, 1]]);
    expect(await relay.tick()).toBe(0); // not due yet
    expect(tries).toBe(1);
    const waits: number[] = [];
    while ((await states())['parked'] === undefined) {
      const [row] = await stage.database.read.query<{ next: number | string }>(
        "SELECT MAX(next_attempt_at) AS next FROM deliveries WHERE state = 'pending'",
      );
      const wait = Number(row?.next) - clock.now();
      waits.push(wait);
      clock.advance(wait - 1);
      await relay.tick();
      const before = tries;
      clock.advance(1);
      await relay.tick();
      expect(tries).toBe(before + 1);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]);
    expect(tries).toBe(8);
    await relay.tick();
    expect(heard(1)).toEqual([1]);
    expect(await states()).toEqual({ delivered: 3, parked: 1 });
    expect(await relay.lag()).toMatchObject({ pending: 0, parked: 1 });
    const [parked] = await stage.database.read.query(
      "SELECT problem, attempts FROM deliveries WHERE state = 'parked'",
    );
    expect({ ...parked, attempts: Number(parked?.['attempts']) }).toEqual({
      problem: 'moody does not like it',
      attempts: 8,
    });
  });

  it('L6: a crowd of events behind a failing one holds up no other owner', async () => {
    for (let n = 0; n < 2; n += 1) await say(1, 600);
    await say(2, 2);
    await say(3, 1);
    const relay = relayOf(
      'a',
      listening('moody', ({ data }) => data['member'] === 1),
    );
    expect(await relay.tick()).toBe(3);
    expect([heard(2), heard(3)]).toEqual([[0, 1], [0]]);
    await say(2, 1);
    expect(await relay.tick()).toBe(1);
  });

  it('L6: more events than one tick takes are delivered by the next, in order', async () => {
    for (let n = 0; n < 4; n += 1) await say(1, 700);
    await say(2, 2);
    const relay = relayOf('a', listening());
    expect(await relay.tick()).toBe(2_000);
    await say(0, 1); // comes before all the others
    expect(await relay.tick()).toBe(803);
    expect(heard(1)).toEqual(Array.from({ length: 2_800 }, (_, n) => n % 700));
    expect([heard(0), heard(2)]).toEqual([[0], [0, 1]]);
    expect(await states()).toEqual({ delivered: 2_803 });
  });

  it('L6: one handler that fails keeps the event from no other', async () => {
    await say(1);
    const relay = relayOf(
      'a',
      listening('broken', () => true),
      listening('fine'),
    );
    expect(await relay.tick()).toBe(0);
    expect(heard(1)).toEqual([0]);
    expect(warnings).toHaveLength(1);
  });

  it('L6: of two relays one works; the other takes over when the lease runs out', async () => {
    const [a, b] = [relayOf('a', listening()), relayOf('b', listening())];
    await say(1);
    expect(await a.tick()).toBe(1);
    await say(1);
    expect(await b.tick()).toBe(0);
    clock.advance(9_999);
    expect(await b.tick()).toBe(0);
    clock.advance(1);
    expect(await b.tick()).toBe(1);
    await say(1);
    expect(await a.tick()).toBe(0);
    const both = await Promise.all([a.tick(), b.tick()]);
    expect(both).toEqual([0, 1]);
  });

  it('L6: a lease that runs out in the middle stops the relay that lost it', async () => {
    await say(1, 3);
    const b = relayOf('b', listening('b'));
    const slow: EventHandler = {
      name: 'slow',
      types: [],
      handle: async (event) => {
        got.push(event);
        if (got.length !== 1) return;
        clock.advance(20_000);
        expect(await b.tick()).toBe(3);
      },
    };
    expect(await relayOf('a', slow).tick()).toBe(1);
    // the first event twice, because its mark was not there yet; then b's
    expect(heard(1)).toEqual([0, 0, 1, 2]);
    expect(await states()).toEqual({ delivered: 3 });
  });

  it('L6: a crash between handling and marking delivers again, with the same event id', async () => {
    await say(1, 2);
    const relay = relayOf('a', listening());
    await relay.tick();
    got = [];
    await say(2, 2);
    const broken = jest
      .spyOn(stage.database, 'transaction')
      .mockImplementation(() => Promise.reject(new Error('the process died here')));
    await expect(relay.tick()).rejects.toThrow('died');
    broken.mockRestore();
    expect(await states()).toEqual({ delivered: 2, pending: 2 });
    await relay.tick();
    expect(heard(2)).toEqual([0, 1, 0, 1]);
    const ids = got.filter(({ data }) => data['member'] === 2).map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(ids.slice(2));
  });

  it('L6: the lag says how much waits and for how long', async () => {
    await say(1, 2);
    clock.advance(5_000);
    expect(await relayOf('a').lag()).toEqual({ pending: 2, parked: 0, oldest_ms: 5_000 });
  });
});
