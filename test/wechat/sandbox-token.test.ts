import { Rates } from '../../sandbox/rates';
import { APPID, ask, closeAll, PLAIN, SECRET, STABLE, startWorld, type World } from './support';

const FIVE_MINUTES = 5 * 60_000;
const LIFE = 7_200_000;

describe('access tokens of the sandbox', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  /** The errcode a token gets at a call that asks for one; 44002 (no body) means that the token was good. */
  async function verdict(token: string): Promise<number> {
    const url = world.at('/wxa/getwxacodeunlimit', { access_token: token });
    return (await ask(url, { method: 'POST' })).body.errcode;
  }
  const GOOD = 44002;

  it('gives the same stable token until its last five minutes, counting down', async () => {
    const first = (await world.stable()).body;
    expect(first.expires_in).toBe(7200);
    world.clock.advance(LIFE - FIVE_MINUTES - 1000);
    expect((await world.stable()).body).toEqual({ access_token: first.access_token, expires_in: 301 });
  });

  it('gives a new one in the last five minutes; both are good until the old one ends', async () => {
    const old = await world.token();
    world.clock.advance(LIFE - FIVE_MINUTES);
    const fresh = (await world.stable()).body;
    expect(fresh.access_token).not.toBe(old);
    expect(fresh.expires_in).toBe(7200);
    world.clock.advance(FIVE_MINUTES - 1);
    expect([await verdict(old), await verdict(fresh.access_token)]).toEqual([GOOD, GOOD]);
    world.clock.advance(1);
    expect([await verdict(old), await verdict(fresh.access_token)]).toEqual([42001, GOOD]);
  });

  it('kills the earlier token by a forced refresh: 40001', async () => {
    const old = await world.token();
    const forced = (await world.stable({ force_refresh: true })).body.access_token;
    expect(forced).not.toBe(old);
    expect(await verdict(old)).toBe(40001);
    expect(await verdict(forced)).toBe(GOOD);
    expect(await world.token()).toBe(forced);
  });

  it('forces only 30 seconds apart (45011) and 20 times a day of China (45009)', async () => {
    const force = async (): Promise<number | undefined> =>
      (await world.stable({ force_refresh: true })).body.errcode;
    expect(await force()).toBeUndefined();
    world.clock.advance(29_999);
    expect(await force()).toBe(45011);
    for (let count = 1; count < 20; count += 1) {
      world.clock.advance(30_000);
      expect(await force()).toBeUndefined();
    }
    world.clock.advance(30_000);
    expect(await force()).toBe(45009);
    world.clock.advance(15 * 3_600_000);
    expect(await force()).toBeUndefined();
  });

  it('kills the token that /cgi-bin/token gave before, and leaves the stable one alone', async () => {
    const query = { grant_type: 'client_credential', appid: APPID, secret: SECRET };
    const stable = await world.token();
    const first = (await ask(world.at(PLAIN, query))).body.access_token;
    expect(await verdict(first)).toBe(GOOD);
    const second = (await ask(world.at(PLAIN, query))).body;
    expect(second.expires_in).toBe(7200);
    expect(await verdict(first)).toBe(40001);
    expect(await verdict(second.access_token)).toBe(GOOD);
    expect(await verdict(stable)).toBe(GOOD);
  });

  it.each([
    [{ appid: 'wx-other' }, 40013],
    [{ appid: undefined }, 41002],
    [{ secret: 'wrong' }, 40125],
    [{ secret: undefined }, 41004],
    [{ grant_type: 'authorization_code' }, 40002],
    [{ force_refresh: 'yes' }, 47001],
  ])('refuses stable_token with %j: %i', async (wrong, errcode) => {
    expect((await world.stable(wrong)).body.errcode).toBe(errcode);
  });

  it.each([
    [{ appid: 'wx-other' }, 40013],
    [{ secret: 'wrong' }, 40125],
    [{ grant_type: '' }, 40002],
  ])('refuses /cgi-bin/token with %j: %i', async (wrong, errcode) => {
    const query = { grant_type: 'client_credential', appid: APPID, secret: SECRET, ...wrong };
    expect((await ask(world.at(PLAIN, query))).body.errcode).toBe(errcode);
  });

  it('wants JSON: a form, an array and nothing are refused, and GET too', async () => {
    const at = world.at(STABLE);
    const form = 'grant_type=client_credential';
    expect((await ask(at, { body: form })).body.errcode).toBe(47001);
    expect((await ask(at, { body: [] })).body.errcode).toBe(47001);
    expect((await ask(at, { method: 'POST' })).body.errcode).toBe(44002);
    expect((await ask(at)).body.errcode).toBe(43002);
  });

  it('refuses a missing and a made-up token at a call', async () => {
    expect((await ask(world.at('/wxa/getwxacodeunlimit'), { body: {} })).body.errcode).toBe(41001);
    expect(await verdict('made-up')).toBe(40001);
  });

  it('allows 10,000 calls of stable_token a minute', async () => {
    const rates = new Rates(world.clock);
    const allowed = Array.from({ length: 10_001 }, () => rates.allow('stable_token', 10_000));
    expect(allowed.filter(Boolean)).toHaveLength(10_000);
    expect(allowed.at(-1)).toBe(false);
  });
});
