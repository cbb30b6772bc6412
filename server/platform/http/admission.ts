import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOf, type RouteDefinition, type RouteKey } from '../../../shared/contract';
import type { Id } from '../../../shared/kernel';
import { isConsolePermission, PersonTokens, PrincipalSource, roleMay, type Principal } from '../auth';
import { Clock } from '../clock';
import { bearerOf, idempotencyKeyOf, ticketOf } from './bearer';
import type { Call, Once } from './call';
import { languageOf } from './language';
import { RateLimits } from './limits';
import { OpenCalls } from './open-calls';
import { parseInput } from './parse';
import { Refusal } from './refusal';

/**
 * Stands before every handler: who is it, may they, is the request well formed, has it a key — in this order, so
 * that a stranger learns nothing from the faults of a request.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly clock: Clock,
    private readonly tokens: PersonTokens,
    private readonly principals: PrincipalSource,
    private readonly limits: RateLimits,
    private readonly open: OpenCalls,
  ) {}

  /** The call that a request makes. Throws Refusal. */
  async admit(key: RouteKey, request: FastifyRequest, reply: FastifyReply): Promise<Call<RouteKey>> {
    const route = routeOf(key);
    if (route.audience === 'public') this.limits.network(key, request.ip);
    const principal = await this.identify(route, request);
    checkPermission(route, principal);
    if (principal) this.limits.caller(key, callerId(principal));
    const language = languageOf(request.headers['accept-language']);
    const { params, query, body } = parseInput(route, request, language);
    // Each part by its name: to spread the input here cost more than to parse it.
    const call = {
      params,
      query,
      body,
      principal,
      once: onceOf(route, request, principal),
      ticket: route.ticket ? ticketOf(request) : null,
      language,
      address: request.ip,
      request_id: request.id,
      gone: () => this.open.signal(reply),
      headers: (headers: Readonly<Record<string, string>>) => {
        reply.headers(headers);
      },
    };
    // The schemas of `key` made the parts; the compiler cannot follow that through the table.
    return call as unknown as Call<RouteKey>;
  }

  /** Who the token says it is, for the route's audience. Throws Refusal for nobody, or for somebody else. */
  private identify(route: RouteDefinition, request: FastifyRequest): Promise<Principal> | null {
    if (route.audience === 'public') return null;
    const token = bearerOf(request);
    if (token === null) throw new Refusal('unauthenticated');
    if (route.audience === 'console') return this.account(token);
    const personId = this.tokens.verify(token, this.clock.now());
    if (personId === null) throw new Refusal('unauthenticated');
    return route.audience === 'staff'
      ? this.staff(personId)
      : this.person(personId, route.audience === 'member');
  }

  private async account(token: string): Promise<Principal> {
    const account = await this.principals.console(token);
    if (!account) throw new Refusal('unauthenticated');
    return account;
  }

  private async person(personId: Id<'person'>, mustBeMember: boolean): Promise<Principal> {
    const person = await this.principals.person(personId);
    if (!person) throw new Refusal('unauthenticated');
    if (mustBeMember && person.member_id === null) throw new Refusal('not_a_member');
    return { kind: 'person', person_id: personId, member_id: person.member_id };
  }

  private async staff(personId: Id<'person'>): Promise<Principal> {
    const [person, staff] = await Promise.all([
      this.principals.person(personId),
      this.principals.staff(personId),
    ]);
    if (!person) throw new Refusal('unauthenticated');
    if (!staff) throw new Refusal('not_staff');
    return { kind: 'staff', person_id: personId, member_id: person.member_id, ...staff };
  }
}

/** Persons, members and staff are what `identify` found them to be; console accounts have roles. */
function checkPermission(route: RouteDefinition, principal: Principal | null): void {
  if (principal?.kind !== 'console') return;
  if (!isConsolePermission(route.permission) || !roleMay(principal.role, route.permission)) {
    throw new Refusal('forbidden');
  }
}

function onceOf(route: RouteDefinition, request: FastifyRequest, principal: Principal | null): Once | null {
  if (!route.once || !principal) return null;
  const key = idempotencyKeyOf(request);
  if (key === null) throw new Refusal('idempotency_key_required');
  return { key: `${route.audience}:${callerId(principal)}:${key}` };
}

function callerId(principal: Principal): string {
  return principal.kind === 'console' ? principal.account_id : principal.person_id;
}
