import { sandboxPost, useTestApp, type TestApp } from '../support/app';
import { inviteOf, joinInvited, newInviter } from './invites.support';
import { CONSENTS, createShop, freshOpenid, joinNew } from './joins.support';
import { askedAt } from './profile.support';
import { createProgram } from './programs.support';

const RISK = '/wxa/getuserriskrank';

let app: TestApp;
let code: string;
useTestApp(async (started) => {
  app = started;
  code = (await newInviter(app, await createProgram(app, await createShop(app)))).code;
});

describe("WeChat's user risk rank", () => {
  const rank = (openid: string, n: number) =>
    sandboxPost(app.sandboxUrl, `people/${openid}/risk-ranks`, { rank: n });

  it('R7: is asked for once for whoever was invited, with their address, and kept with the invite', async () => {
    const openid = freshOpenid();
    await rank(openid, 4);
    const before = await askedAt(app, RISK);
    const { member_id } = await joinInvited(app, code, openid);
    expect(Number((await inviteOf(app, member_id))?.['risk_rank'])).toBe(4);
    expect(await askedAt(app, RISK)).toBe(before + 1);
    const answer = await fetch(`${app.sandboxUrl}/_control/calls?path=${RISK}`);
    const { calls } = (await answer.json()) as { calls: { body: unknown }[] };
    expect(calls.at(-1)?.body).toEqual({
      appid: 'wx-sandbox-app',
      openid,
      scene: 1,
      client_ip: '127.0.0.1',
    });
  });

  it('R7: is not asked for about anybody else', async () => {
    const before = await askedAt(app, RISK);
    await joinNew(app);
    await joinNew(app, 'i.zz9zz9zz');
    expect(await askedAt(app, RISK)).toBe(before);
  });

  it('M2: nothing is asked about a member who joins again: WeChat counts what it is asked', async () => {
    const openid = freshOpenid();
    const first = await joinInvited(app, code, openid);
    const asked = async () => [await askedAt(app, RISK), await askedAt(app, '/wxa/msg_sec_check')];
    const before = await asked();
    const again = await app.call('POST /members', {
      token: first.token,
      body: { nickname: '小明', consents: CONSENTS },
    });
    expect([again.status, again.body.code]).toEqual([409, 'already_member']);
    expect(await asked()).toEqual(before);
  });

  it.each(['hang', '5xx', 'not_opened', 'rate_limited'])(
    'R7: is never in the way of joining: %s',
    async (kind) => {
      await sandboxPost(app.sandboxUrl, 'faults', { path: RISK, kind, times: 1 });
      const { joined, member_id } = await joinInvited(app, code);
      expect(joined.invite?.reward).toEqual({ kind: 'points', points: 50 });
      expect(await inviteOf(app, member_id)).toMatchObject({ risk_rank: null });
    },
  );
});
