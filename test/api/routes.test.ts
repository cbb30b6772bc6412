import { PERMISSIONS, routeOf } from '../../shared/contract';
import { listRoutes, pathOf } from '../../server/platform/http';
import { useTestApp, type TestApp } from '../support/app';
import { faultOf } from '../support/problems';
import { ROUTE_KEYS } from '../support/requests';

/** WeChat speaks its own language there: the handshake, and the messages. */
const EVENTS = '/api/v1/wechat/events';
const NOTICES = '/api/v1/wechat/pay/notices';

let app: TestApp;
useTestApp((started) => void (app = started));

describe('the routes of the server', () => {
  it.each(ROUTE_KEYS)('%s has exactly one handler', (route) => {
    const { method, path } = pathOf(route);
    const served = listRoutes(app.app.nest).filter((one) => one.method === method && one.path === path);
    expect(served).toEqual([{ method, path, declared: route }]);
  });

  it('are all declared: in the contract, or as open to anybody', () => {
    const served = listRoutes(app.app.nest);
    expect(served.filter(({ declared }) => declared === null)).toEqual([]);
    const inContract = served.filter(
      ({ path }) => path.startsWith('/api/v1') && path !== EVENTS && path !== NOTICES,
    );
    expect(inContract.map(({ declared }) => declared).sort()).toEqual([...ROUTE_KEYS].sort());
    const open = served.filter(({ declared }) => declared === 'system').map(({ path }) => path);
    expect(open).toEqual([
      '/api/docs',
      '/api/docs/problems',
      '/api/docs/swagger-ui-bundle.js',
      '/api/docs/swagger-ui.css',
      '/api/openapi.json',
      EVENTS,
      EVENTS,
      NOTICES,
      '/healthz',
      '/metrics',
      '/readyz',
      '/setup',
    ]);
  });

  it('have a permission that fits their audience, and a key where they change something', () => {
    const wrong = ROUTE_KEYS.filter((key) => {
      const { audience, permission, once, status } = routeOf(key);
      const own = {
        public: 'public',
        person: 'person',
        member: 'member',
        staff: 'staff.counter',
        console: null,
      };
      const fits =
        audience === 'console'
          ? !Object.values<string | null>(own).includes(permission)
          : own[audience] === permission;
      const reads = key.startsWith('GET ');
      const exempt = audience === 'public' || permission === 'session.own';
      return (
        !PERMISSIONS.includes(permission) ||
        !fits ||
        once !== (!reads && !exempt) ||
        (reads && status !== 200)
      );
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['GET', '/api/v1'],
    ['GET', '/api/v1/'],
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v2/clock'],
    ['GET', '/api/v1/clock/'],
    ['GET', '/api/v1//clock'],
    ['GET', '/API/V1/clock'],
    ['GET', '/api/v1/members'],
    ['PUT', '/api/v1/me'],
    ['DELETE', '/api/v1/me'],
    ['PATCH', '/api/v1/stores'],
    ['OPTIONS', '/api/v1/me'],
    ['POST', '/api/v1/clock'],
    ['GET', '/api/v1/me/coupons/'],
    ['GET', '/api/v1/pos/purchases'],
    ['GET', '/api/v1/console'],
    ['GET', '/.env'],
    ['GET', '/../package.json'],
    ['GET', '/app/../../package.json'],
    ['POST', '/api/docs'],
  ])('%s %s is nowhere', async (method, url) => {
    expect(faultOf(await app.raw({ method, url }), { codes: ['not_found'] })).toBeNull();
  });
});
