import { freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { setSignInRule, SIGN_IN_RULE } from './sign-ins.support';

describe('the rule of sign-ins', () => {
  let app: TestApp;
  useTestApp((started) => void (app = started));

  it('P8: nobody can sign in before there is one', async () => {
    const token = await app.asConsole();
    expect(await app.ok('GET /console/sign-in-rule', { token })).toMatchObject({ active: false, version: 0 });
  });

  it('O2: is changed by version, with its steps in order, and logged', async () => {
    const token = await app.asConsole();
    const before = await app.ok('GET /console/sign-in-rule', { token });
    const steps = [
      { streak: 9, points: 9 },
      { streak: 2, points: 1 },
    ];
    const body = { ...SIGN_IN_RULE, steps, version: before.version };
    const key = freshKey();
    const changed = await app.call('PUT /console/sign-in-rule', { token, body, key });
    expect(changed).toMatchObject({
      status: 200,
      body: { ...body, steps: [...steps].reverse(), version: before.version + 1 },
    });
    expect(await app.call('PUT /console/sign-in-rule', { token, body })).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    app.clock.advance(5);
    await setSignInRule(app);
    expect(await app.call('PUT /console/sign-in-rule', { token, body, key })).toMatchObject({
      replayed: true,
      body: changed.body,
    });
    const twice = [...steps, { streak: 9, points: 3 }];
    expect(
      await app.call('PUT /console/sign-in-rule', { token, body: { ...body, steps: twice } }),
    ).toMatchObject({ status: 400, body: { code: 'malformed', fields: [{ field: 'steps.2.streak' }] } });
    const logged = await rowsOf(
      app,
      "SELECT * FROM changes WHERE subject_id = 'sign-ins' AND old_values IS NOT NULL ORDER BY at, id",
    );
    expect(logged.length).toBeGreaterThan(0);
    expect(logged[0]).toMatchObject({ subject_kind: 'rule', command_kind: 'sign-ins.change_rule' });
  });
});
