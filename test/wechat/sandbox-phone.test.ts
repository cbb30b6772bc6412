import { APPID, closeAll, START_AT, startWorld, type World } from './support';

describe('POST /wxa/business/getuserphonenumber', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  it('answers the number with its watermark', async () => {
    const answer = await world.phone(await world.phoneCode('13912345678'));
    expect(answer.body).toEqual({
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: '13912345678',
        purePhoneNumber: '13912345678',
        countryCode: '86',
        watermark: { timestamp: START_AT / 1000, appid: APPID },
      },
    });
  });

  it('puts the country code before a foreign number', async () => {
    const body = { phone: '5550100', country_code: '1' };
    const { code } = (await world.control('/people/o-abroad/phone-codes', body)).body;
    expect((await world.phone(code)).body.phone_info).toMatchObject({
      phoneNumber: '+15550100',
      purePhoneNumber: '5550100',
      countryCode: '1',
    });
  });

  it('takes a code once and for five minutes: else 40029', async () => {
    const [code, late] = [await world.phoneCode(), await world.phoneCode()];
    expect((await world.phone(code)).body.errcode).toBe(0);
    expect((await world.phone(code)).body.errcode).toBe(40029);
    world.clock.advance(5 * 60_000);
    expect((await world.phone(late)).body.errcode).toBe(40029);
  });

  it('refuses a login code, a missing one and one of another person', async () => {
    expect((await world.phone(await world.loginCode())).body.errcode).toBe(40029);
    expect((await world.phone(undefined)).body.errcode).toBe(41008);
    const code = await world.phoneCode();
    const stranger = await world.phone(code, undefined, { openid: 'o-stranger' });
    expect(stranger.body.errcode).toBe(40003);
    const owner = await world.phone(code, undefined, { openid: 'o-somebody-0001' });
    expect(owner.body.errcode).toBe(0);
  });

  it('looks at the token before the code', async () => {
    const code = await world.phoneCode();
    expect((await world.phone(code, 'made-up')).body.errcode).toBe(40001);
    const token = await world.token();
    await world.fault('/wxa/business/getuserphonenumber', 'expired_token');
    expect((await world.phone(code, token)).body.errcode).toBe(42001);
    expect((await world.phone(code)).body.errcode).toBe(0);
  });

  it('gives one person 100 numbers a minute: then 45011', async () => {
    const token = await world.token();
    for (let count = 0; count < 100; count += 1)
      expect((await world.phone(await world.phoneCode(), token)).body.errcode).toBe(0);
    expect((await world.phone(await world.phoneCode(), token)).body.errcode).toBe(45011);
  });
});
