import { SCENES, type HostOptions } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { hireClerk, newOpenid, phoneOf, t, watchPhones } from './people.support';

async function joined(options: Partial<HostOptions> = {}): Promise<WxPhone> {
  const phone = phoneOf(newOpenid(), options).start('/pages/landing/index');
  await phone.tap(t.member.landing.join);
  await phone.sees(t.member.landing.joined);
  return phone;
}

/** A tap once the page stands: while one page gives way to another, taps are meant for neither. */
async function tapAtRest(phone: WxPhone, words: string): Promise<void> {
  await phone.rests(() => false, 'the page stands');
  await phone.tap(words);
}

describe('ways into the mini-program, and what is missing on the way', () => {
  watchPhones();

  it.each(['landing', 'home', 'coupons'])(
    'seen from Moments, %s shows stores and asks nobody in',
    async (page) => {
      const phone = phoneOf(newOpenid()).start(`/pages/${page}/index`, { scene: SCENES.moments });
      await phone.sees(t.common.browse.hint);
      await phone.sees(t.member.stores.title);
      expect(phone.log.calls.map(({ name }) => name)).not.toContain('login');
      expect(phone.one('tab-bar')).toBeUndefined();
      expect(phone.all('button')).toEqual([]);
    },
  );

  it('a card that a friend shared names the store, never the code that was scanned', async () => {
    const phone = phoneOf(newOpenid()).start('/pages/landing/index?scene=aB3dE6gH', { scene: SCENES.qrCode });
    await phone.sees(t.member.landing.join);
    const card = phone.app.share('onShareAppMessage') as { path: string; imageUrl: string };
    expect(card.path).toMatch(/^\/pages\/landing\/index(\?store=sto_\w+)?$/);
    expect(card.imageUrl).toMatch(/^\/assets\/share-card\.png$/);
    const friend = phoneOf(newOpenid()).start(card.path, { scene: SCENES.shareCard });
    await friend.sees(t.member.landing.join);
  });

  it('refusing the privacy guide costs only what needs it, and the next tap asks anew', async () => {
    const phone = await joined({ privacy: { agreed: false } });
    await tapAtRest(phone, t.member.landing.toHome);
    await phone.until(() => phone.route === 'pages/home/index');
    expect(phone.text).not.toContain(t.common.privacy.agree);
    await phone.rests(() => false, 'the page stands');
    await phone.tapOn('store-chip');
    await tapAtRest(phone, t.member.stores.place.ask);
    await tapAtRest(phone, t.common.privacy.refuse);
    await phone.sees(t.common.privacy.refused);
    await tapAtRest(phone, t.member.stores.place.agree);
    const agree = await phone.until(() => phone.one('privacy__agree'));
    phone.app.fire(agree, 'agreeprivacyauthorization');
    await phone.until(() => /\d (米|公里)/.test(phone.text), 'a distance');
  });

  it('M7: the code is there without a network, also after a restart, and the screen is bright for it', async () => {
    const phone = await joined();
    phone.start('/pages/code/index');
    await phone.sees(t.member.code.offlineToo);
    await phone.until(
      () => phone.log.calls.some(({ name }) => name === 'setKeepScreenOn'),
      'a bright screen',
    );
    phone.app.emit('UserCaptureScreen');
    await phone.sees(t.member.code.captured);
    phone.become('offline');
    phone.start('/pages/code/index');
    await phone.sees(t.member.code.offlineFine);
    await phone.tapOn('code-card__tap');
    await phone.until(() => phone.one('code-screen'), 'the large code');
    expect(phone.log.calls).toContainEqual({ name: 'setScreenBrightness', args: { value: 1 } });
    expect(phone.log.calls).toContainEqual({ name: 'setKeepScreenOn', args: { keepScreenOn: true } });
  });

  it('a first start in airplane mode goes on by itself when the network is back', async () => {
    const phone = phoneOf(newOpenid());
    phone.become('offline');
    phone.start('/pages/home/index');
    await phone.sees(t.common.offlineTitle);
    phone.become('online');
    await phone.sees(t.member.home.joinTitle);
  });

  it('with a full storage one can join and show a code', async () => {
    const phone = phoneOf(newOpenid());
    phone.storage.full = true;
    phone.start('/pages/landing/index');
    await phone.tap(t.member.landing.join);
    await phone.sees(t.member.landing.joined);
    await tapAtRest(phone, t.member.landing.toHome);
    await tapAtRest(phone, t.common.tabs.code);
    await phone.sees(t.member.code.offlineToo);
  });

  it('L5: several confirms stay open over a restart, and each is done once', async () => {
    const phone = phoneOf(await hireClerk()).start('/packages/staff/workbench/index');
    const failing = async (keys: string): Promise<void> => {
      await tapAtRest(phone, t.staff.bench.record);
      await phone.until(() => phone.route === 'packages/staff/record/index');
      for (const key of keys) await phone.tap(key);
      await phone.tap(t.staff.record.confirm(keys));
      await phone.tap(t.staff.scan.unknownLater);
      await phone.until(() => phone.route === 'packages/staff/workbench/index');
    };
    await phone.until(() => phone.one('records__totals'), 'the workbench');
    const before = phone.all('records__row').length;
    phone.fault({ kind: 'after', method: 'POST', path: '/staff/purchases', times: 100 });
    await failing('31');
    await failing('47');
    phone.start('/packages/staff/workbench/index');
    await phone.sees(t.staff.bench.openTitle(2));
    phone.healed();
    await tapAtRest(phone, t.staff.bench.openAction);
    await tapAtRest(phone, t.staff.result.toBench);
    await phone.sees(t.staff.bench.openTitle(1));
    await tapAtRest(phone, t.staff.bench.openAction);
    await tapAtRest(phone, t.staff.result.toBench);
    await phone.until(() => phone.one('drafts') === undefined, 'no open confirm');
    await phone.until(() => phone.all('records__row').length === before + 2, 'two records');
  });
});
