import { ask, closeAll, LOGIN, startWorld, type World } from './support';

/** The sandbox's code2Session is as strict as WeChat's. */
describe('GET /sns/jscode2session', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  it('answers openid, session_key and unionid as text/plain', async () => {
    const person = (await world.control('/people', { openid: 'o-known-person', unionid: 'u-known-person' }))
      .body;
    expect(person).toEqual({ openid: 'o-known-person', unionid: 'u-known-person' });
    const answer = await world.login(await world.loginCode('o-known-person'));
    expect(answer.status).toBe(200);
    expect(answer.type).toBe('text/plain');
    expect(answer.body).toEqual({
      openid: 'o-known-person',
      unionid: 'u-known-person',
      session_key: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/),
    });
  });

  it('leaves unionid out for a person without an open-platform binding', async () => {
    await world.control('/people', { openid: 'o-unbound', unionid: null });
    expect((await world.login(await world.loginCode('o-unbound'))).body).not.toHaveProperty('unionid');
  });

  it('takes a code once: 40163 the second time', async () => {
    const code = await world.loginCode();
    expect((await world.login(code)).body.openid).toBe('o-somebody-0001');
    const second = await world.login(code);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({
      errcode: 40163,
      errmsg: expect.stringMatching(/rid: [0-9a-f-]{20,}$/),
    });
  });

  it('gives a code used by 20 at once to exactly one', async () => {
    const code = await world.loginCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.login(code)));
    expect(answers.filter((answer) => answer.body.openid)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.errcode === 40163)).toHaveLength(19);
  });

  it('lets a code die after five minutes, not before', async () => {
    const [early, late] = [await world.loginCode(), await world.loginCode()];
    world.clock.advance(5 * 60_000 - 1);
    expect((await world.login(early)).body.openid).toBeDefined();
    world.clock.advance(1);
    expect((await world.login(late)).body.errcode).toBe(40029);
  });

  it('refuses an unknown code and a code of the phone button: 40029', async () => {
    expect((await world.login('nonsense')).body.errcode).toBe(40029);
    expect((await world.login(await world.phoneCode())).body.errcode).toBe(40029);
  });

  it.each([
    [{ appid: 'wx-other' }, 40013],
    [{ appid: '' }, 41002],
    [{ secret: 'wrong' }, 40125],
    [{ secret: '' }, 41004],
    [{ grant_type: 'password' }, 40002],
    [{ js_code: '' }, 41008],
  ])('refuses %j with %i and leaves the code good', async (wrong, errcode) => {
    const code = await world.loginCode();
    expect((await world.login(code, wrong)).body.errcode).toBe(errcode);
    expect((await world.login(code)).body.openid).toBeDefined();
  });

  it('refuses POST: 43001', async () => {
    expect((await ask(world.at(LOGIN), { body: {} })).body.errcode).toBe(43001);
  });

  it('lets one person log in 100 times a minute: then 45011, and others go on', async () => {
    for (let count = 0; count < 100; count += 1)
      expect((await world.login(await world.loginCode())).body.openid).toBeDefined();
    const code = await world.loginCode();
    expect((await world.login(code)).body.errcode).toBe(45011);
    expect((await world.login(await world.loginCode('o-another-one'))).body.openid).toBe('o-another-one');
    world.clock.advance(60_000);
    expect((await world.login(code)).body.openid).toBeDefined();
  });
});
