import { SET_DATA_MAX } from '../support/wx/log';
import { SCENES } from '../support/wx/host';
import { weappBundle } from '../support/wx/bundle';
import { doorCode, newOpenid, phoneOf, t, watchPhones } from './people.support';
import { BILL, couponStory, GIFT, newStage, play, receiptStory, typeAmount, digitsOn } from './story.support';

const MAIN_BYTES_MAX = 700 * 1024;
/** WeChat's own limit for a sub-package. */
const PACKAGE_BYTES_MAX = 2 * 1024 * 1024;
const LANDING_SET_DATA_MAX = 3;
const COUNTER_TAPS_MAX = 3;

describe('what the mini-program weighs and asks of a phone', () => {
  watchPhones();
  const bundle = weappBundle();

  it('has a main package of at most 700 KB', () => {
    process.stdout.write(`main package: ${(bundle.bytesOf(null) / 1024).toFixed(0)} KB\n`);
    expect(bundle.bytesOf(null)).toBeLessThanOrEqual(MAIN_BYTES_MAX);
  });

  it('has sub-packages that WeChat takes', () => {
    for (const { root } of bundle.app.subPackages ?? []) {
      expect(bundle.bytesOf(root)).toBeLessThanOrEqual(PACKAGE_BYTES_MAX);
    }
  });

  it('shows a scanned code’s landing page after at most three setData', async () => {
    const phone = phoneOf(newOpenid()).start(`/pages/landing/index?scene=${await doorCode()}`, {
      scene: SCENES.qrCode,
    });
    await phone.sees(t.member.landing.joinWithCoupon(GIFT));
    const usable = phone.log.setData.filter(({ owner }) => owner === 'pages/landing/index').length;
    process.stdout.write(`landing usable after ${usable} setData\n`);
    expect(usable).toBeLessThanOrEqual(LANDING_SET_DATA_MAX);
  });

  it('keeps each setData small and the counter’s scripts off a member’s phone', async () => {
    for (const story of [couponStory, receiptStory]) {
      const stage = await newStage();
      await play(stage, story);
      expect(stage.member.packages()).toEqual(['packages/member']);
      const records = [...stage.member.log.setData, ...stage.staff.log.setData];
      const largest = Math.max(...records.map(({ bytes }) => bytes));
      process.stdout.write(`largest setData: ${(largest / 1024).toFixed(1)} KB of ${records.length}\n`);
      expect(largest).toBeLessThanOrEqual(SET_DATA_MAX);
    }
  });

  it('C6: takes a bill’s coupon in at most three taps beside the amount, from workbench to result', async () => {
    const { member, staff, scene } = await newStage();
    member.start(`/pages/landing/index?scene=${scene}`, { scene: SCENES.qrCode });
    await member.tap(t.member.landing.joinWithCoupon(GIFT));
    await member.tap(t.member.landing.useNow);
    await member.until(() => digitsOn(member) !== '', 'a code');
    staff.answers['scanCode'] = () => ({ result: digitsOn(member), scanType: 'QR_CODE' });
    staff.start('/packages/staff/workbench/index');
    let taps = 0;
    const tap = async (words: string): Promise<void> => {
      await staff.tap(words);
      taps += 1;
    };
    await tap(t.staff.bench.scan);
    await staff.sees(GIFT);
    await typeAmount(staff, BILL.keys);
    await tap(t.staff.scan.confirmRedeem(BILL.paid));
    await staff.sees(t.staff.result.redeemed);
    await staff.until(() => staff.log.callsOf('vibrateShort').length > 0, 'a buzz');
    expect(taps).toBeLessThanOrEqual(COUNTER_TAPS_MAX);
  });
});
