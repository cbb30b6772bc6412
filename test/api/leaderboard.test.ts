import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { joinCustomer, type Counter, type Customer } from './counter.support';
import { inviteCode } from './invites.support';
import { buyToday, newFriend, newFriends, openReferral, settle, type Referral } from './lifecycle.support';
import { earnedFriend, giveBack, quietApp, rest } from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await quietApp();
});
afterAll(() => app.close());
afterEach(() => app.audit());

const boardOf = async ({ openid }: Pick<Customer, 'openid'>, id: string) =>
  app.ok('GET /referral-programs/{id}/leaderboard', { token: await app.asPerson(openid), params: { id } });
const rename = async ({ openid }: Pick<Customer, 'openid'>, nickname: string) =>
  app.ok('PATCH /me', { token: await app.asPerson(openid), body: { nickname } });

describe('the leaderboard', () => {
  /** Somebody else who invites to the same program. */
  async function another({
    program,
    counter,
  }: {
    program: Id<'referral_program'>;
    counter: Counter;
  }): Promise<Referral> {
    const inviter = await joinCustomer(app);
    return { program, counter, inviter, code: await inviteCode(app, inviter.token, program) };
  }

  it('R8: is in the order of friends, then of who was there first, and names nobody in full', async () => {
    const ann = await openReferral(app, { claim_days: 30 });
    const [ben, cat, dan] = [await another(ann), await another(ann), await another(ann)];
    await rename(ben.inviter, '🐼🐼 盼盼');
    await rename(cat.inviter, '小明');
    await earnedFriend(app, cat);
    const lost = await earnedFriend(app, ben);
    await earnedFriend(app, ann);
    await earnedFriend(app, ann);
    await newFriend(app, dan);
    const names = (board: Awaited<ReturnType<typeof boardOf>>) =>
      board.items.map(({ rank, name_masked, friends, mine }) => [rank, name_masked, friends, mine]);
    const board = await boardOf(ben.inviter, ann.program);
    expect(names(board)).toEqual([
      [1, '会员', 2, false],
      [2, '小**', 1, false],
      [3, '🐼**', 1, true],
    ]);
    expect(board.mine).toEqual({ rank: 3, friends: 1 });
    expect((await boardOf(dan.inviter, ann.program)).mine).toEqual({ rank: null, friends: 0 });
    expect((await (await giveBack(app, ben, lost.purchase, 3_000))()).status).toBe(201);
    await settle(app);
    const after = await boardOf(ben.inviter, ann.program);
    expect([after.items.length, after.mine]).toEqual([2, { rank: null, friends: 0 }]);
    const none = `rpg_${'0'.repeat(28)}`;
    const token = await app.asPerson(dan.inviter.openid);
    const missing = await app.call('GET /referral-programs/{id}/leaderboard', {
      token,
      params: { id: none },
    });
    expect(missing.body.code).toBe('not_found');
  });

  it('R8: of two with as many friends who was there first is first, also when a friend is taken back and won anew', async () => {
    const ann = await openReferral(app, { claim_days: 30 });
    const ben = await another(ann);
    const order = async () => {
      const { items } = await boardOf(ann.inviter, ann.program);
      return items.map(({ mine, friends }) => `${mine ? 'ann' : 'ben'} ${friends}`);
    };
    const loses = async (of: Referral, { purchase }: { readonly purchase: string }): Promise<void> => {
      expect((await (await giveBack(app, of, purchase, 3_000))()).status).toBe(201);
      await settle(app);
    };
    await earnedFriend(app, ann);
    await earnedFriend(app, ben);
    expect(await order()).toEqual(['ann 1', 'ben 1']);
    const second = await earnedFriend(app, ben);
    expect(await order()).toEqual(['ben 2', 'ann 1']);
    // Ann had one before Ben had, and still has
    await loses(ben, second);
    expect(await order()).toEqual(['ann 1', 'ben 1']);
    const annsSecond = await earnedFriend(app, ann);
    // Ann's second is gone again: her first came before Ben's all the same
    await loses(ann, annsSecond);
    expect(await order()).toEqual(['ann 1', 'ben 1']);
    const bens = await earnedFriend(app, ben);
    await earnedFriend(app, ann);
    expect(await order()).toEqual(['ben 2', 'ann 2']);
    // Ben loses the second and wins another: Ann had two before he has them anew
    await loses(ben, bens);
    expect(await order()).toEqual(['ann 2', 'ben 1']);
    await earnedFriend(app, ben);
    expect(await order()).toEqual(['ann 2', 'ben 2']);
  });

  it('R6 R8: of nine friends who are taken back at once none is left, nor a friend who stays forgotten', async () => {
    const ann = await openReferral(app, { claim_days: 30 });
    const [first, ...friends] = await newFriends(app, ann, 10);
    await buyToday(app, ann.counter, first!, 3_000);
    await settle(app);
    await rest(app);
    const since = app.clock.now();
    const purchases: string[] = [];
    for (const friend of friends) purchases.push(await buyToday(app, ann.counter, friend, 3_000));
    await settle(app);
    await rest(app);
    expect((await boardOf(ann.inviter, ann.program)).mine).toEqual({ rank: 1, friends: 10 });
    for (const refund of await Promise.all(purchases.map((id) => giveBack(app, ann, id, 3_000))))
      expect((await refund()).status).toBe(201);
    await settle(app);
    expect((await boardOf(ann.inviter, ann.program)).mine).toEqual({ rank: 1, friends: 1 });
    const [row] = await rowsOf(app, 'SELECT confirmed_at FROM referral_standings WHERE program_id = ?', [
      ann.program,
    ]);
    expect(Number(row?.['confirmed_at'])).toBe(since);
  });

  it('R8: who got as far in the same moment stands in the order of their ids, always the same', async () => {
    const ann = await openReferral(app, { claim_days: 30 });
    const ben = await another(ann);
    const friends = [await newFriend(app, ben), await newFriend(app, ann)];
    for (const friend of friends) await buyToday(app, ann.counter, friend, 3_000);
    await settle(app);
    await rest(app);
    const rows = await rowsOf(
      app,
      'SELECT member_id, confirmed_at FROM referral_standings WHERE program_id = ?',
      [ann.program],
    );
    expect(new Set(rows.map((row) => Number(row['confirmed_at']))).size).toBe(1);
    const first = [ann, ben].map(({ inviter }) => inviter).sort((a, b) => (a.id < b.id ? -1 : 1))[0]!;
    for (let n = 0; n < 3; n += 1)
      expect((await boardOf(first, ann.program)).mine).toEqual({ rank: 1, friends: 1 });
  });

  it.each([
    ['a flag', '🇨🇳🇯🇵旅人', '🇨🇳**'],
    ['a family', '👨‍👩‍👧‍👦一家', '👨‍👩‍👧‍👦**'],
    ['a face of a colour', '👋🏽你好', '👋🏽**'],
    ['a letter with its accent apart', 'q\u0301lise', 'q\u0301**'],
    ['one character', '莓', '莓**'],
    ['nobody has given one', null, '会员'],
  ])('R8 M6a: masks a nickname that begins with %s', async (_what, nickname, masked) => {
    const ann = await openReferral(app);
    if (nickname !== null) await rename(ann.inviter, nickname);
    const friend = await earnedFriend(app, ann);
    if (nickname !== null) await rename(friend, nickname);
    expect((await boardOf(friend, ann.program)).items).toEqual([
      { rank: 1, name_masked: masked, friends: 1, mine: false },
    ]);
    expect(
      (await app.ok('GET /me/invites', { token: await app.asPerson(ann.inviter.openid) })).items,
    ).toMatchObject([{ name_masked: masked }]);
  });

  it('R8: shows fifty; who stands behind them has no rank, and is told their friends', async () => {
    const { program, inviter } = await openReferral(app);
    const [standing] = await rowsOf(app, 'SELECT id FROM referral_standings WHERE program_id = ?', [program]);
    expect(standing).toBeUndefined();
    const insert = (member: string, confirmed: number) =>
      app.db.database.transaction((session) =>
        session.execute(
          `INSERT INTO referral_standings (id, program_id, member_id, joined, rewarded, day, rewarded_on_day, resting,
           confirmed, board_order, confirmed_at) VALUES (?, ?, ?, 0, 0, '2026-11-20', 0, 0, ?, ?, ?)`,
          [`${program}:${member}`, program, member, confirmed, 1_000_000_000 - confirmed, 60 - confirmed],
        ),
      );
    for (let n = 0; n < 51; n += 1) await insert(`mem_${String(n).padStart(28, '0')}`, 2 + (n % 3));
    await insert(inviter.id, 1);
    const board = await boardOf(inviter, program);
    expect([board.items.length, board.mine]).toEqual([50, { rank: null, friends: 1 }]);
    expect(board.items.map(({ friends }) => friends)).toEqual(
      [...board.items].map(({ friends }) => friends).sort((a, b) => b - a),
    );
    await app.db.database.transaction((session) =>
      session.execute('DELETE FROM referral_standings WHERE program_id = ?', [program]),
    );
  });
});
