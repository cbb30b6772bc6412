import type { BodyInputOf, Routes } from '../../shared/contract';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, rowsOf } from './console.support';
import { openCounter, type Counter } from './counter.support';

type Body = BodyInputOf<Routes['POST /console/point-campaigns']>;

let app: TestApp;
let counter: Counter;
let token: string;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
  token = await app.asConsole();
});

const campaign = (change: Partial<Body> = {}): Body => ({
  merchant_id: counter.shop.merchant_id,
  name: '周二双倍',
  multiplier_bp: 20_000,
  weekdays: [2],
  store_ids: [counter.shop.store_id],
  from_day: '2026-11-01',
  to_day: null,
  from_minute: null,
  to_minute: null,
  ...change,
});

const create = (change: Partial<Body> = {}, key?: string) =>
  app.call('POST /console/point-campaigns', {
    token,
    body: campaign(change),
    ...(key === undefined ? {} : { key }),
  });
const change = (id: string, body: BodyInputOf<Routes['PATCH /console/point-campaigns/{id}']>) =>
  app.call('PATCH /console/point-campaigns/{id}', { token, params: { id }, body });

describe('point campaigns in the console', () => {
  it('O2: are created, listed, changed and paused, and every change is on record', async () => {
    const key = freshKey();
    const made = await create({}, key);
    expect([made.status, made.body]).toEqual([
      201,
      {
        ...campaign(),
        id: expect.stringMatching(/^pcm_/) as string,
        state: 'active',
        version: 1,
        created_at: '2026-11-20T02:00:00.000Z',
      },
    ]);
    const { id } = made.body;
    const changed = await change(id, { version: 1, multiplier_bp: 30_000, to_day: '2026-12-31' });
    expect(changed.body).toMatchObject({
      multiplier_bp: 30_000,
      to_day: '2026-12-31',
      version: 2,
      name: '周二双倍',
    });
    const paused = await change(id, { version: 2, state: 'paused', to_day: null });
    expect(paused.body).toMatchObject({ state: 'paused', to_day: null, version: 3 });
    expect((await change(id, { version: 2, state: 'active' })).body.code).toBe('version_conflict');
    const { items } = await app.ok('GET /console/point-campaigns', { token });
    expect(items[0]).toEqual(paused.body);
    // a replay answers what was answered then
    const replay = await create({}, key);
    expect([replay.replayed, replay.body]).toEqual([true, made.body]);
    const changes = await rowsOf(app, 'SELECT * FROM changes WHERE subject_id = ?', [id]);
    expect(changes.map((row) => row['command_kind']).sort()).toEqual([
      'point_campaign.change',
      'point_campaign.change',
      'point_campaign.create',
    ]);
  });

  it.each<[string, Partial<Body>, string]>([
    ['an end before its beginning', { to_day: '2026-10-31' }, 'to_day'],
    ['a beginning of the day without an end', { from_minute: 600 }, 'to_minute'],
    ['an end of the day without a beginning', { to_minute: 600 }, 'from_minute'],
    ['no time at all', { from_minute: 600, to_minute: 600 }, 'to_minute'],
    ['a weekday twice', { weekdays: [2, 2] }, 'weekdays'],
    ['a multiplier that gives nothing more', { multiplier_bp: 10_000 }, 'multiplier_bp'],
    ['a day that is none', { from_day: '2026-02-30' }, 'from_day'],
  ])('P1: %s is malformed', async (_, what, field) => {
    const made = await create(what);
    expect([made.status, made.body.code, made.body.fields?.map((each) => each.field)]).toEqual([
      400,
      'malformed',
      [field],
    ]);
  });

  it('P1: a change is looked at together with what stays', async () => {
    const { id } = (await create({ from_minute: 600, to_minute: 720 })).body;
    const reply = await change(id, { version: 1, to_minute: null });
    expect([reply.status, reply.body.fields?.map((each) => each.field)]).toEqual([400, ['to_minute']]);
    expect((await change(id, { version: 1, from_minute: null, to_minute: null })).status).toBe(200);
  });

  it('P1: stores are those of its merchant', async () => {
    const strangers = await openCounter(app);
    expect((await create({ store_ids: [strangers.shop.store_id] })).body.code).toBe('not_found');
    const { id } = (await create()).body;
    expect((await change(id, { version: 1, store_ids: [strangers.shop.store_id] })).body.code).toBe(
      'not_found',
    );
  });

  it('O1: an analyst looks, an operator writes', async () => {
    const analyst = await asRole(app, 'analyst');
    expect((await app.call('GET /console/point-campaigns', { token: analyst })).status).toBe(200);
    const refused = await app.call('POST /console/point-campaigns', { token: analyst, body: campaign() });
    expect(refused.body.code).toBe('forbidden');
    const operator = await asRole(app, 'operator');
    const done = await app.call('POST /console/point-campaigns', { token: operator, body: campaign() });
    expect(done.status).toBe(201);
  });
});
