import { Controller, Get, Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ConsoleRole } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import {
  PersonTokens,
  PrincipalSource,
  type ConsolePrincipal,
  type StaffIdentity,
} from '../../server/platform/auth';
import { TestClock } from '../../server/platform/clock';
import { loadConfig, type Settings } from '../../server/platform/config';
import {
  createServer,
  Handle,
  HttpModule,
  Refusal,
  Replayable,
  type Answer,
  type Call,
  type ConnectionLimits,
} from '../../server/platform/http';
import type { Log } from '../../server/platform/logging';
import { PlatformModule } from '../../server/platform/platform.module';
import { SeededRandom } from '../../server/platform/random';

export const STRANGER: Id<'person'> = 'prs_01KA000000000000000000000001';
export const MEMBER: Id<'person'> = 'prs_01KA000000000000000000000002';
export const CLERK: Id<'person'> = 'prs_01KA000000000000000000000003';
export const GONE: Id<'person'> = 'prs_01KA000000000000000000000009';
export const TEMPLATE_ID = 'tpl_01KA000000000000000000000001';
export const MEMBER_ID: Id<'member'> = 'mem_01KA000000000000000000000002';

/** People and accounts without a database: a console token is the name of its role. */
class FixedPrincipals extends PrincipalSource {
  async person(personId: Id<'person'>) {
    if (personId === GONE) return null;
    return { member_id: personId === MEMBER ? MEMBER_ID : null };
  }

  async staff(personId: Id<'person'>): Promise<StaffIdentity | null> {
    if (personId !== CLERK) return null;
    return { staff_id: 'stf_01KA000000000000000000000003', role: 'clerk', store_ids: [], name: '小周' };
  }

  async console(token: string): Promise<ConsolePrincipal | null> {
    if (!['admin', 'operator', 'analyst', 'auditor'].includes(token)) return null;
    return {
      kind: 'console',
      account_id: 'cac_01KA000000000000000000000001',
      name: token,
      role: token as ConsoleRole,
      session_id: 'ses_01KA000000000000000000000001',
    };
  }
}

@Module({ providers: [{ provide: PrincipalSource, useClass: FixedPrincipals }], exports: [PrincipalSource] })
class PrincipalsModule {}

/** What the handlers were called with, and what a test wants to happen inside them. */
export const inside: { act: (call: unknown) => unknown; calls: unknown[] } = {
  act: () => undefined,
  calls: [],
};

function record(call: unknown): unknown {
  inside.calls.push(call);
  return inside.act(call);
}

@Controller()
class EchoController {
  @Handle('GET /clock')
  async clock(call: Call<'GET /clock'>): Promise<Answer<'GET /clock'>> {
    return ((await record(call)) as Answer<'GET /clock'> | undefined) ?? { now: '2026-11-20T02:00:00.000Z' };
  }

  @Handle('POST /coupon-templates/{id}/claims')
  async claim(
    call: Call<'POST /coupon-templates/{id}/claims'>,
  ): Promise<Answer<'POST /coupon-templates/{id}/claims'>> {
    const times = { valid_from_at: '2026-11-20T02:00:00.000Z', valid_to_at: '2026-11-21T02:00:00.000Z' };
    const replayed = record(call) === true;
    const id: Id<'coupon'> = 'cpn_01KA000000000000000000000001';
    return new Replayable({ coupon: { id, template_id: call.params.id, ...times } }, replayed);
  }

  @Handle('POST /members')
  join(call: Call<'POST /members'>): never {
    record(call);
    throw new Refusal('already_member');
  }

  @Handle('POST /auth/wechat')
  login(call: Call<'POST /auth/wechat'>): never {
    record(call);
    throw new Refusal('wechat_login_failed');
  }

  @Handle('GET /me/coupons')
  coupons(call: Call<'GET /me/coupons'>): Answer<'GET /me/coupons'> {
    record(call);
    return { items: [], next: null, counts: { usable: 0, used: 0, expired: 0 } };
  }

  @Handle('GET /staff/me')
  staff(call: Call<'GET /staff/me'>): Answer<'GET /staff/me'> {
    record(call);
    return { id: call.principal.staff_id, name: call.principal.name, role: 'clerk', stores: [] };
  }

  @Handle('GET /console/staff')
  listStaff(call: Call<'GET /console/staff'>): Answer<'GET /console/staff'> {
    record(call);
    return { items: [], next: null };
  }

  @Handle('POST /console/accounts')
  account(call: Call<'POST /console/accounts'>): Answer<'POST /console/accounts'> {
    record(call);
    return { id: 'cac_01KA000000000000000000000002', name: call.body.name, role: call.body.role };
  }

  @Handle('POST /console/sessions')
  signIn(call: Call<'POST /console/sessions'>): never {
    record(call);
    throw new Refusal('wrong_credentials');
  }

  @Handle('DELETE /console/sessions/current')
  signOut(call: Call<'DELETE /console/sessions/current'>): undefined {
    record(call);
  }

  @Handle('GET /console/channels/{id}/code.png')
  picture(): Buffer {
    return Buffer.from('picture');
  }
}

/** A controller that somebody forgot to declare. */
@Controller()
export class ForgottenController {
  @Get('/api/v1/forgotten')
  forgotten(): string {
    return 'secret';
  }
}

@Module({})
class TestAppModule {}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly tokens: PersonTokens;
  readonly clock: TestClock;
  /** Log lines of level `error`. */
  readonly errors: { readonly details: object; readonly message: string }[];
}

/** A whole server around the echo handlers, without a database. */
export async function startApp(
  changes: Partial<Settings> = {},
  more: Type[] = [],
  connections: Partial<ConnectionLimits> = {},
): Promise<TestApp> {
  const keys = { LIUKE_SECRET_KEY: 's'.repeat(32), LIUKE_HASH_KEY: 'h'.repeat(32) };
  const config = loadConfig({ NODE_ENV: 'test', ...keys }).with(changes);
  const clock = new TestClock();
  const errors: TestApp['errors'] = [];
  const quiet = () => undefined;
  const log: Log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (details, message) => errors.push({ details, message }),
  };
  const random = new SeededRandom('http');
  const module: DynamicModule = {
    module: TestAppModule,
    imports: [PlatformModule.register(config, { clock, random, log }), HttpModule.register(PrincipalsModule)],
    controllers: [EchoController, ...more],
  };
  const app = await createServer(module, config, { log, random, connections });
  return { app, tokens: app.get(PersonTokens), clock, errors };
}
