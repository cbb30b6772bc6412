import { createTestApp, type TestApp } from '../support/app';

describe('the server', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  it('starts, is ready and lets the first operator in', async () => {
    const ready = await app.raw({ method: 'GET', url: '/readyz' });
    expect(ready.body).toMatchObject({ checks: { database: 'ok', migrations: 'ok', relay: 'ok' } });
    expect(ready.status).toBe(200);
    const token = await app.asConsole();
    const stores = await app.ok('GET /console/stores', { token });
    expect(stores).toEqual({ items: [], next: null });
    await app.audit();
  });
});
