import type { BodyInputOf, ProgramTerms, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { account } from '../../server/ledger';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, rowsOf } from './console.support';
import { createShop, createTemplate, left, type Shop } from './joins.support';
import {
  changeProgramBudget,
  createProgram,
  patchProgram,
  programBody,
  programTerms,
  shownProgram,
} from './programs.support';

let app: TestApp;
let shop: Shop;
let token: string;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
  token = await app.asConsole();
});
afterEach(() => app.audit());

const once = (key?: string) => (key === undefined ? {} : { key });
const create = (change: Partial<ReturnType<typeof programBody>> = {}, key?: string) =>
  app.call('POST /console/referral-programs', { token, body: programBody(shop, change), ...once(key) });
const change = (
  id: Id<'referral_program'>,
  body: BodyInputOf<Routes['PATCH /console/referral-programs/{id}']>,
  key?: string,
) => app.call('PATCH /console/referral-programs/{id}', { token, params: { id }, body, ...once(key) });

const NO_PROGRAM = `rpg_${'0'.repeat(28)}` as const;
const NO_TEMPLATE = `tpl_${'0'.repeat(28)}` as const;
const milestone = (friends: number, points = 500): ProgramTerms['milestones'][number] => ({
  friends,
  reward: { kind: 'points', points },
});
const coupon = (template_id: Id<'template'>) => ({ kind: 'coupon', template_id }) as const;
const versionsOf = async (id: Id<'referral_program'>) =>
  (await rowsOf(app, 'SELECT no, at FROM referral_terms WHERE program_id = ? ORDER BY no', [id])).map(
    ({ no, at }) => ({ no: Number(no), at: Number(at) }),
  );

describe('referral programs in the console', () => {
  it('R1: a program is created with its budgets, listed, changed and paused; a replay answers what was answered', async () => {
    const [createKey, changeKey] = [freshKey(), freshKey()];
    const terms = programTerms({ milestones: [milestone(3), milestone(10)] });
    const asked = { terms, budget: 20, milestone_budgets: [5, 0] };
    const made = await create(asked, createKey);
    const { budget, milestone_budgets: _budgets, ...said } = programBody(shop, asked);
    expect([made.status, made.body]).toEqual([
      201,
      {
        ...said,
        id: expect.stringMatching(/^rpg_/) as string,
        state: 'active',
        terms_no: 1,
        budget_total: budget,
        budget_left: budget,
        milestones: [
          { friends: 3, budget_total: 5, budget_left: 5, reached: 0 },
          { friends: 10, budget_total: 0, budget_left: 0, reached: 0 },
        ],
        ...{ joined: 0, resting: 0, confirmed: 0, in_review: 0 },
        version: 1,
        created_at: '2026-11-20T02:00:00.000Z',
      },
    ]);
    const { id } = made.body;
    const shorter = { name: '老友带新（冬季）', ends_at: '2026-12-01T16:00:00.000Z' };
    const changed = await change(id, { version: 1, ...shorter }, changeKey);
    expect(changed.body).toEqual({ ...made.body, ...shorter, version: 2 });
    const paused = await change(id, { version: 2, state: 'paused' });
    expect(paused.body).toEqual({ ...changed.body, state: 'paused', version: 3 });
    expect((await change(id, { version: 2, state: 'active' })).body.code).toBe('version_conflict');
    expect(await shownProgram(app, id)).toEqual(paused.body);
    for (const [again, before] of [
      [await create(asked, createKey), made],
      [await change(id, { version: 1, ...shorter }, changeKey), changed],
    ] as const) {
      expect([again.replayed, again.body]).toEqual([true, before.body]);
    }
    const log = await rowsOf(app, 'SELECT command_kind, actor_kind FROM changes WHERE subject_id = ?', [id]);
    expect(log.map((row) => row['command_kind']).sort()).toEqual([
      'referral.change',
      'referral.change',
      'referral.create',
    ]);
    expect(new Set(log.map((row) => row['actor_kind']))).toEqual(new Set(['console']));
  });

  it('R1: programs are listed newest first, page by page', async () => {
    app.clock.advance(1);
    const older = await createProgram(app, shop);
    app.clock.advance(1);
    const newer = await createProgram(app, shop);
    const first = await app.ok('GET /console/referral-programs', { token, query: { limit: 1 } });
    expect(first.items.map(({ id }) => id)).toEqual([newer]);
    const second = await app.ok('GET /console/referral-programs', {
      token,
      query: { limit: 1, after: first.next ?? '' },
    });
    expect(second.items.map(({ id }) => id)).toEqual([older]);
    const wrong = await app.call('GET /console/referral-programs', { token, query: { after: 'x' } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'malformed']);
  });

  it('R1: times that run backwards and budgets that fit no milestone are refused by their fields', async () => {
    const backwards = await create({ ends_at: '2026-11-20T01:00:00.000Z', milestone_budgets: [1] });
    expect([backwards.status, backwards.body.code]).toEqual([400, 'malformed']);
    expect(backwards.body.fields?.map(({ field }) => field)).toEqual(['ends_at', 'milestone_budgets']);
    const missing = await create({ terms: programTerms({ milestones: [milestone(3)] }) });
    expect(missing.body.fields?.map(({ field }) => field)).toEqual(['milestone_budgets']);
    const id = await createProgram(app, shop);
    const early = await change(id, { version: 1, ends_at: '2026-11-20T01:00:00.000Z' });
    expect(early.body.fields?.map(({ field }) => field)).toEqual(['ends_at']);
    const falling = programTerms({ milestones: [milestone(5), milestone(3)] });
    expect((await create({ terms: falling, milestone_budgets: [1, 1] })).body.code).toBe('malformed');
    const nothing = programTerms({ inviter_reward: null, invitee_reward: null });
    expect((await create({ terms: nothing })).body.code).toBe('malformed');
    expect((await create({ merchant_id: `mer_${'0'.repeat(28)}` })).body.code).toBe('not_found');
    expect((await change(NO_PROGRAM, { version: 1, name: '没有' })).body.code).toBe('not_found');
  });

  it('R5: a coupon as a reward is the merchant’s own, active, and good from its claim', async () => {
    const fits = await createTemplate(app, shop);
    const paused = await createTemplate(app, shop, { title: '已停的券' });
    await app.ok('PATCH /console/coupon-templates/{id}', {
      token,
      params: { id: paused },
      body: { version: 1, state: 'paused' },
    });
    const [from_at, to_at] = ['2026-11-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
    const fixed = await createTemplate(app, shop, {
      title: '元旦券',
      validity: { kind: 'fixed', from_at, to_at },
    });
    const foreign = await createTemplate(app, await createShop(app, '别家店'));
    const asReward = (id: Id<'template'>) => programTerms({ invitee_reward: coupon(id) });
    expect((await create({ terms: asReward(fits) })).body.terms).toEqual(asReward(fits));
    for (const id of [foreign, NO_TEMPLATE])
      expect((await create({ terms: asReward(id) })).body.code).toBe('not_found');
    for (const [id, title] of [
      [paused, '已停的券'],
      [fixed, '元旦券'],
    ] as const) {
      const refused = await create({ terms: asReward(id) });
      expect([refused.status, refused.body.code]).toEqual([422, 'reward_template_unfit']);
      expect(refused.body.detail).toContain(title);
      const inMilestone = { friends: 3, reward: coupon(id) };
      const later = programTerms({ milestones: [inMilestone] });
      expect((await create({ terms: later, milestone_budgets: [1] })).body.code).toBe(
        'reward_template_unfit',
      );
      const program = await createProgram(app, shop);
      const changed = await change(program, { version: 1, terms: asReward(id) });
      expect(changed.body.code).toBe('reward_template_unfit');
    }
    const program = await createProgram(app, shop);
    const stranger = await change(program, { version: 1, terms: asReward(foreign) });
    expect(stranger.body.code).toBe('not_found');
  });

  it('R5: rules may change further when a coupon they promise already is paused', async () => {
    const template = await createTemplate(app, shop);
    const terms = programTerms({ milestones: [{ friends: 3, reward: coupon(template) }] });
    const id = await createProgram(app, shop, { terms, milestone_budgets: [1] });
    await app.ok('PATCH /console/coupon-templates/{id}', {
      token,
      params: { id: template },
      body: { version: 1, state: 'paused' },
    });
    const changed = await change(id, { version: 1, terms: { ...terms, cap_day: 3 } });
    expect([changed.status, changed.body.terms.cap_day]).toEqual([200, 3]);
  });

  it('O2: changed rules are a new version, the same rules are not, and each version keeps what it said', async () => {
    const id = await createProgram(app, shop);
    app.clock.advance(60_000);
    const same = await change(id, { version: 1, terms: programTerms() });
    expect([same.body.terms_no, same.body.version]).toEqual([1, 2]);
    const more = programTerms({ inviter_reward: { kind: 'points', points: 200 } });
    const changed = await change(id, { version: 2, terms: more });
    expect([changed.body.terms_no, changed.body.version, changed.body.terms]).toEqual([2, 3, more]);
    const at = app.clock.now();
    expect(await versionsOf(id)).toEqual([
      { no: 1, at: at - 60_000 },
      { no: 2, at },
    ]);
    const [first] = await rowsOf(app, 'SELECT terms FROM referral_terms WHERE id = ?', [`${id}:1`]);
    expect(JSON.parse(String(first?.['terms']))).toEqual(programTerms());
  });

  it('O2: milestones that were promised stay; further ones are added, without a budget at first', async () => {
    const terms = programTerms({ milestones: [milestone(3), milestone(10)] });
    const id = await createProgram(app, shop, { terms, milestone_budgets: [5, 2] });
    for (const milestones of [
      [],
      [milestone(3)],
      [milestone(10)],
      [milestone(3, 501), milestone(10)],
      [milestone(2), milestone(3), milestone(10)],
    ]) {
      const refused = await change(id, { version: 1, terms: { ...terms, milestones } });
      expect([refused.status, refused.body.code]).toEqual([409, 'milestones_fixed']);
    }
    const added = { ...terms, milestones: [...terms.milestones, milestone(30)] };
    const changed = await change(id, { version: 1, terms: added });
    expect(changed.body.milestones).toEqual([
      { friends: 3, budget_total: 5, budget_left: 5, reached: 0 },
      { friends: 10, budget_total: 2, budget_left: 2, reached: 0 },
      { friends: 30, budget_total: 0, budget_left: 0, reached: 0 },
    ]);
    expect((await changeProgramBudget(app, id, 4, 30)).body).toEqual({ budget_left: 4 });
    expect((await shownProgram(app, id)).milestones[2]).toEqual({
      friends: 30,
      budget_total: 4,
      budget_left: 4,
      reached: 0,
    });
  });

  it('R5: budgets change by deltas, never below what is promised, and it is on record who did it', async () => {
    const terms = programTerms({ milestones: [milestone(3)] });
    const id = await createProgram(app, shop, { terms, budget: 10, milestone_budgets: [2] });
    const more = await changeProgramBudget(app, id, 5);
    expect([more.status, more.body]).toEqual([201, { budget_left: 15 }]);
    expect((await changeProgramBudget(app, id, -12)).body).toEqual({ budget_left: 3 });
    const below = await changeProgramBudget(app, id, -4);
    expect([below.status, below.body.code, below.body.params]).toEqual([
      409,
      'budget_below_promised',
      { left: 3 },
    ]);
    expect((await changeProgramBudget(app, id, 0)).body).toEqual({ budget_left: 3 });
    expect((await changeProgramBudget(app, id, -2, 3)).body).toEqual({ budget_left: 0 });
    expect((await changeProgramBudget(app, id, -1, 3)).body.code).toBe('budget_below_promised');
    for (const friends of [2, 4])
      expect((await changeProgramBudget(app, id, 1, friends)).body.code).toBe('not_found');
    expect((await changeProgramBudget(app, NO_PROGRAM, 1)).body.code).toBe('not_found');
    const shown = await shownProgram(app, id);
    expect([shown.budget_total, shown.budget_left, shown.version]).toEqual([3, 3, 1]);
    expect(shown.milestones).toEqual([{ friends: 3, budget_total: 0, budget_left: 0, reached: 0 }]);
    expect(await left(app, account.referralBudget(id).id)).toBe(3);
    const log = await rowsOf(
      app,
      "SELECT new_values, actor_id FROM changes WHERE subject_id = ? AND command_kind = 'referral.budget'",
      [id],
    );
    const said = log.map((row) => JSON.parse(String(row['new_values'])) as Record<string, unknown>);
    const lines = said.map(({ milestone: of, delta, reason }) => [of, delta, reason].join(' '));
    expect(lines.sort()).toEqual([' -12 活动加量', ' 0 活动加量', ' 5 活动加量', '3 -2 活动加量']);
    const [operator] = await rowsOf(app, "SELECT id FROM console_accounts WHERE name = 'owner'", []);
    expect(log.every((row) => row['actor_id'] === operator?.['id'])).toBe(true);
  });

  it('R5: two withdrawals at once never take more than there is', async () => {
    const id = await createProgram(app, shop, { budget: 3 });
    const replies = await Promise.all([2, 2].map((n) => changeProgramBudget(app, id, -n)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await shownProgram(app, id)).budget_left).toBe(1);
  });

  it('O1: who may only read changes nothing', async () => {
    const id = await createProgram(app, shop);
    await patchProgram(app, id, { name: '老友带新二期' });
    const reader = await asRole(app, 'analyst');
    expect((await app.call('GET /console/referral-programs', { token: reader })).status).toBe(200);
    const refused = await app.call('PATCH /console/referral-programs/{id}', {
      token: reader,
      params: { id },
      body: { version: 2, state: 'paused' },
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });
});
