import { isDeepStrictEqual } from 'node:util';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { routeOf, type RouteKey } from '../../../shared/contract';
import { Config } from '../config';
import { ROUTE_KEY } from './handle';
import { Replayable } from './replayable';

/** Unwraps `Replayable`, and in tests holds every answer against the contract. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly config: Config,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const key = this.reflector.get<RouteKey | undefined>(ROUTE_KEY, context.getHandler());
    if (key === undefined) return next.handle();
    return next.handle().pipe(
      map((answer: unknown) => {
        const body: unknown = answer instanceof Replayable ? answer.body : answer;
        if (answer instanceof Replayable && answer.replayed) {
          context.switchToHttp().getResponse<FastifyReply>().header('Idempotency-Replayed', 'true');
        }
        if (this.config.env === 'test') assertAnswer(key, body);
        return body;
      }),
    );
  }
}

/** Throws unless `body`, as it goes over the wire, is exactly what the contract promises: nothing less or more. */
export function assertAnswer(key: RouteKey, body: unknown): void {
  const { response } = routeOf(key);
  if (response === null) return;
  const wire: unknown = JSON.parse(JSON.stringify(body ?? null));
  const parsed = response.safeParse(wire);
  if (!parsed.success) throw new Error(`${key} answers against the contract: ${parsed.error.message}`);
  // Schemas of answers drop what they do not know.
  if (!isDeepStrictEqual(parsed.data, wire)) throw new Error(`${key} answers more than the contract says`);
}
