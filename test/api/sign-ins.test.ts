import fc from 'fast-check';
import { addDays, day, instant, startOfDay, type Day } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { rowsOf } from './console.support';
import { joinCustomer, type Customer } from './counter.support';
import { setSignInRule, SignInModel } from './sign-ins.support';

const ZONE = 'Asia/Shanghai';

let app: TestApp;
let customer: Customer;

useTestApp(async (started) => {
  app = started;
  await setSignInRule(app);
});
afterEach(() => app.audit());

/** Ten in the morning in Shanghai. */
function goTo(date: string): void {
  app.clock.set(instant(startOfDay(day(date), ZONE) + 10 * 3_600_000));
}

const tokenOf = (): Promise<string> => app.asPerson(customer.openid);
const signIn = async (key = freshKey()) => app.call('POST /me/sign-ins', { token: await tokenOf(), key });
const makeUp = async (date: string, key = freshKey()) =>
  app.call('POST /me/sign-ins/make-ups', { token: await tokenOf(), body: { day: date }, key });
const month = async (named?: string) =>
  app.ok('GET /me/sign-ins', {
    token: await tokenOf(),
    ...(named === undefined ? {} : { query: { month: named } }),
  });

/** A member who joined on a date and signed in on some. */
async function memberSince(joined: string, signed: readonly string[] = []): Promise<void> {
  goTo(joined);
  customer = await joinCustomer(app);
  for (const date of signed) {
    goTo(date);
    expect((await signIn()).status).toBe(201);
  }
}

describe('a sign-in', () => {
  it('P8: gives points once a day, more for each step of a run, and begins anew after a gap', async () => {
    await memberSince('2026-12-01');
    const answers: unknown[] = [];
    for (const date of ['01', '02', '03', '04', '05', '06', '08']) {
      goTo(`2026-12-${date}`);
      const { body } = await signIn();
      answers.push([
        body.day,
        body.streak,
        body.points,
        body.bonus,
        body.balance_after,
        body.next_step?.streak,
      ]);
    }
    expect(answers).toEqual([
      ['2026-12-01', 1, 2, 0, 2, 3],
      ['2026-12-02', 2, 2, 0, 4, 3],
      ['2026-12-03', 3, 2, 5, 11, 5],
      ['2026-12-04', 4, 2, 0, 13, 5],
      ['2026-12-05', 5, 2, 20, 35, undefined],
      ['2026-12-06', 6, 2, 0, 37, undefined],
      ['2026-12-08', 1, 2, 0, 39, 3],
    ]);
    expect(await signIn()).toMatchObject({ status: 409, body: { code: 'already_signed_in' } });
    const { items } = await app.ok('GET /me/points/transfers', { token: await tokenOf() });
    expect(items.map(({ reason, points }) => [reason, points])).toEqual(
      [2, 2, 22, 2, 7, 2, 2].map((points) => ['sign_in', points]),
    );
  });

  it('P8: of 50 at once gives one reward, and a repeated one the same answer', async () => {
    await memberSince('2026-12-01');
    const token = await tokenOf();
    const keys = Array.from({ length: 50 }, () => freshKey());
    const replies = await Promise.all(keys.map((key) => app.call('POST /me/sign-ins', { token, key })));
    const won = replies.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'already_signed_in')).toHaveLength(49);
    expect((await app.ok('GET /me/points', { token })).balance).toBe(2);
    const key = keys[replies.findIndex(({ status }) => status === 201)];
    expect(await app.call('POST /me/sign-ins', { token, key: key ?? '' })).toMatchObject({
      replayed: true,
      body: won[0]?.body,
    });
    const said = await rowsOf(app, "SELECT * FROM outbox WHERE type = 'member.signed_in' AND owner_key = ?", [
      `1.member:${customer.id}`,
    ]);
    expect(said).toHaveLength(1);
  });

  it("P8: is for the server's day: to the last millisecond, whatever the phone's clock says", async () => {
    await memberSince('2026-12-30');
    const midnight = startOfDay(day('2026-12-31'), ZONE);
    app.clock.set(instant(midnight - 1));
    const phone = { headers: { date: new Date(midnight + 86_400_000).toUTCString() } };
    const token = await tokenOf();
    expect((await app.ok('POST /me/sign-ins', { token, ...phone })).day).toBe('2026-12-30');
    expect((await app.call('POST /me/sign-ins', { token, ...phone })).body.code).toBe('already_signed_in');
    app.clock.set(midnight);
    expect(await app.ok('POST /me/sign-ins', { token, ...phone })).toMatchObject({
      day: '2026-12-31',
      streak: 2,
    });
    app.clock.set(startOfDay(day('2027-01-01'), ZONE));
    expect(await app.ok('POST /me/sign-ins', { token })).toMatchObject({
      day: '2027-01-01',
      streak: 3,
      bonus: 5,
    });
    // no phone can name a day
    const reply = await app.raw({
      method: 'POST',
      url: '/api/v1/me/sign-ins',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': freshKey(),
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ day: '2027-01-02' }),
    });
    expect(reply.status).toBe(400);
  });

  it('P8: goes over a leap day', async () => {
    await memberSince('2028-02-28', ['2028-02-28', '2028-02-29']);
    goTo('2028-03-01');
    expect((await signIn()).body).toMatchObject({ day: '2028-03-01', streak: 3, bonus: 5 });
  });

  it('P8: is refused while there is none, and shows so', async () => {
    await memberSince('2026-12-01', ['2026-12-01']);
    await setSignInRule(app, { active: false });
    goTo('2026-12-02');
    expect((await signIn()).body.code).toBe('sign_in_closed');
    expect((await makeUp('2026-12-01')).body.code).toBe('sign_in_closed');
    expect(await month()).toMatchObject({ active: false, streak: 1, signed_today: false });
    await setSignInRule(app);
  });
});

if (testDatabase === 'mariadb') {
  it('P8: of 50 at once on two servers gives one reward', async () => {
    await memberSince('2026-12-01');
    const token = await tokenOf();
    const other = await app.second();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? app : other).call('POST /me/sign-ins', { token })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'already_signed_in')).toHaveLength(49);
    expect((await app.ok('GET /me/points', { token })).balance).toBe(2);
    await other.close();
  });
}

describe('making up for a day', () => {
  it('P8: makes the run whole, gives nothing for the day, and the steps that are reached now', async () => {
    await memberSince('2026-12-01', ['2026-12-01', '2026-12-02', '2026-12-04', '2026-12-05']);
    expect(await month()).toMatchObject({
      streak: 2,
      make_up: { left: 2, days: ['2026-12-03'] },
      steps: [{ reached: false }, { reached: false }],
    });
    const key = freshKey();
    const made = await makeUp('2026-12-03', key);
    expect(made).toMatchObject({
      status: 201,
      body: { day: '2026-12-03', streak: 5, points: 0, bonus: 25, balance_after: 33, next_step: null },
    });
    expect(await makeUp('2026-12-03', key)).toMatchObject({ replayed: true, body: made.body });
    expect((await makeUp('2026-12-03')).body.code).toBe('already_signed_in');
    expect(await month()).toMatchObject({
      streak: 5,
      days: [1, 2, 3, 4, 5].map((date) => ({ day: `2026-12-0${date}`, made_up: date === 3 })),
      steps: [{ reached: true }, { reached: true }],
      make_up: { left: 1, days: [] },
    });
    goTo('2026-12-06');
    expect((await signIn()).body).toMatchObject({ streak: 6, bonus: 0 });
  });

  it('P8: is for missed days of this month since joining only, and so many a month', async () => {
    await memberSince('2026-11-28');
    goTo('2026-11-30');
    expect((await makeUp('2026-11-27')).body.code).toBe('make_up_day');
    expect((await makeUp('2026-11-30')).body.code).toBe('make_up_day');
    expect((await makeUp('2026-12-01')).body.code).toBe('make_up_day');
    expect((await makeUp('1999-11-29')).body.code).toBe('make_up_day');
    expect((await makeUp('2026-11-31')).body.code).toBe('malformed');
    expect((await makeUp('2026-11-29')).body).toMatchObject({ streak: 1, points: 0, bonus: 0 });
    expect((await makeUp('2026-11-28')).body).toMatchObject({ streak: 2 });
    goTo('2026-12-04');
    expect((await makeUp('2026-11-30')).body.code).toBe('make_up_day');
    expect((await month()).make_up).toEqual({
      left: 2,
      days: ['2026-12-01', '2026-12-02', '2026-12-03'],
    });
    for (const date of ['2026-12-01', '2026-12-02']) expect((await makeUp(date)).status).toBe(201);
    expect((await makeUp('2026-12-03')).body.code).toBe('make_up_used');
    expect((await month()).make_up).toEqual({ left: 0, days: [] });
    expect((await month('2026-11')).days).toEqual([
      { day: '2026-11-28', made_up: true },
      { day: '2026-11-29', made_up: true },
    ]);
  });

  it('P8: a run over the end of a month counts on', async () => {
    await memberSince('2026-11-29', ['2026-11-29', '2026-11-30', '2026-12-02']);
    expect((await makeUp('2026-12-01')).body).toMatchObject({ streak: 4, bonus: 5 });
  });

  it('P8: of many at once no more than allowed are made', async () => {
    await memberSince('2026-12-01');
    goTo('2026-12-09');
    const token = await tokenOf();
    const replies = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((date) =>
        app.call('POST /me/sign-ins/make-ups', { token, body: { day: `2026-12-0${date}` } }),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(replies.filter(({ body }) => body.code === 'make_up_used')).toHaveLength(6);
  });

  it('P8: any history of sign-ins and make-ups gives what a plain model gives', async () => {
    const acts = fc.array(
      fc.record({ skip: fc.integer({ min: 0, max: 3 }), back: fc.integer({ min: 0, max: 6 }) }),
      { minLength: 4, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        await memberSince('2026-12-20');
        const model = new SignInModel('2026-12-20' as Day);
        let today: Day = day('2026-12-20');
        for (const { skip, back } of list) {
          today = addDays(today, skip);
          goTo(today);
          const missed = addDays(today, -back);
          const made = await makeUp(missed);
          expect(made.status < 300 ? made.body.bonus : made.body.code).toBe(model.makeUp(missed, today));
          const signed = await signIn();
          expect(signed.status < 300 ? signed.body.bonus : signed.body.code).toBe(model.signIn(today));
        }
        const { balance } = await app.ok('GET /me/points', { token: await tokenOf() });
        expect(balance).toBe(model.balance);
      }),
      { numRuns: 8 },
    );
    await app.audit();
  });
});
