import { CODE, programWith } from '../support/answers-invites';
import type { HostOptions } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { INVITE, invitersPhone, ready } from './invites.support';
import { t, watchPhones } from './people.support';

const words = t.invite;
const CODE_PICTURE = /\/invite-codes\/[^/]+\/code\.png$/;

describe('the poster', () => {
  watchPhones();

  /** A phone on which the poster has been drawn. */
  async function withPoster(options: Partial<HostOptions> = {}): Promise<WxPhone> {
    const phone = await invitersPhone([programWith()], { canvas: true, ...options });
    phone.fault({ kind: 'status', status: 200, path: CODE_PICTURE, times: 9 });
    phone.start(INVITE);
    await ready(phone);
    await phone.tap(words.share.poster);
    await phone.until(() => phone.one('invite__poster')?.tag === 'image', 'the poster');
    return phone;
  }

  it('R1, R5: is drawn with my code and what the friend gets, looked at, then saved', async () => {
    const phone = await withPoster();
    const { strokes, width, height } = phone.app.canvas!;
    const drawn = strokes.filter(({ name }) => name === 'fillText').map(({ args }) => args[0]);
    expect([width, height]).toEqual([750, 1334]);
    expect(drawn).toEqual(expect.arrayContaining(['成为留客烘焙会员', '¥10']));
    const pictures = strokes.filter(({ name }) => name === 'drawImage').map(({ args }) => String(args[0]));
    expect(pictures).toEqual([expect.stringContaining(encodeURIComponent(`/invite-codes/${CODE}/code.png`))]);
    expect(phone.one('invite__poster')!.attr['src']).toBe('wxfile://tmp_poster.png');
    expect(phone.log.calls.map(({ name }) => name)).not.toContain('saveImageToPhotosAlbum');
    await phone.tap(words.poster.save.weapp);
    await phone.hears(words.poster.saved.weapp);
    expect(phone.log.calls).toContainEqual(
      expect.objectContaining({
        name: 'saveImageToPhotosAlbum',
        args: expect.objectContaining({ filePath: 'wxfile://tmp_poster.png' }) as object,
      }),
    );
  });

  it('a refused album is explained, and coming back from the settings with the permission saves', async () => {
    const phone = await withPoster({ answers: { saveImageToPhotosAlbum: { fail: 'auth deny' } } });
    await phone.tap(words.poster.save.weapp);
    await phone.sees(words.poster.refused.title);
    phone.answer('openSetting', { authSetting: { 'scope.writePhotosAlbum': false } });
    await phone.tap(words.poster.refused.action);
    await phone.hears(words.poster.refused.still);
    phone.answer('openSetting', { authSetting: { 'scope.writePhotosAlbum': true } });
    phone.answer('saveImageToPhotosAlbum', {});
    await phone.tap(words.poster.refused.action);
    await phone.hears(words.poster.saved.weapp);
    await phone.sees(words.poster.save.weapp);
    expect(phone.text).not.toContain(words.poster.refused.title);
  });

  it('turning away from WeChat’s question is no failure', async () => {
    const phone = await withPoster({ answers: { saveImageToPhotosAlbum: { fail: 'cancel' } } });
    await phone.tap(words.poster.save.weapp);
    await phone.rests(() => false, 'the sheet');
    expect(phone.text).not.toContain(words.poster.refused.title);
    expect(phone.text).not.toContain(words.poster.notSaved);
    await phone.sees(words.poster.save.weapp);
  });

  it('without the picture of the code there is none, and the next try draws it', async () => {
    const phone = await invitersPhone([programWith()], { canvas: true });
    phone.fault({ kind: 'status', status: 502, path: CODE_PICTURE });
    phone.fault({ kind: 'status', status: 200, path: CODE_PICTURE });
    phone.start(INVITE);
    await ready(phone);
    await phone.tap(words.share.poster);
    await phone.sees(words.poster.failed.title);
    expect(phone.one('invite__poster')).toBeUndefined();
    await phone.tap(t.common.retry);
    await phone.until(() => phone.one('invite__poster')?.tag === 'image', 'the poster');
  });

  it('a phone that cannot draw says so and leaves the way to share', async () => {
    const phone = (await invitersPhone()).start(INVITE);
    await ready(phone);
    await phone.tap(words.share.poster);
    await phone.sees(words.poster.unable.title);
  });
});
