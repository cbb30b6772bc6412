import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOf, type RouteKey } from '../../../shared/contract';
import type { Log } from '../logging';
import { Admission } from './admission';
import type { Call } from './call';
import { pathOf, ROUTE_KEY } from './handle';
import { sendProblem } from './problem.filter';
import { Replayable } from './replayable';

type Controller = Readonly<Record<string, (call: Call<RouteKey>) => unknown>>;

/**
 * Puts every method with `@Handle` on its route: method, path, success status and media type come from the contract. The
 * routes are Fastify's own, for Nest's way to a handler goes through a dozen promises (ADR 0007).
 */
export function addHandlers(app: NestFastifyApplication, log: Log): void {
  const scanner = new MetadataScanner();
  const reflector = app.get(Reflector);
  for (const controller of controllersOf(app)) {
    for (const name of scanner.getAllMethodNames(Object.getPrototypeOf(controller) as object)) {
      const handler = controller[name];
      const key = handler && reflector.get<RouteKey | undefined>(ROUTE_KEY, handler);
      if (handler && key !== undefined) addHandler(app, key, (call) => handler.call(controller, call), log);
    }
  }
}

function controllersOf(app: NestFastifyApplication): Controller[] {
  const modules = [...app.get(ModulesContainer).values()];
  return modules.flatMap(({ controllers }) =>
    [...controllers.values()].map(({ instance }) => instance as Controller),
  );
}

function addHandler(
  app: NestFastifyApplication,
  key: RouteKey,
  handle: (call: Call<RouteKey>) => unknown,
  log: Log,
): void {
  const admission = app.get(Admission);
  const { status, produces } = routeOf(key);
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    try {
      const call = await admission.admit(key, request, reply);
      reply.status(status);
      if (produces !== undefined) reply.header('Content-Type', produces);
      const answered = await handle(call);
      const isReplay = answered instanceof Replayable;
      if (isReplay && answered.replayed) reply.header('Idempotency-Replayed', 'true');
      reply.send(isReplay ? answered.body : answered);
    } catch (error) {
      sendProblem(error, request, reply, log);
    }
  };
  const { method, path } = pathOf(key);
  app
    .getHttpAdapter()
    .getInstance()
    .route({
      method,
      url: path,
      config: { liuke: key },
      errorHandler: (error, request, reply) => sendProblem(error, request, reply, log),
      handler: (request, reply) => {
        if (hasEmptyParam(request)) reply.callNotFound();
        else
          void answer(request, reply).catch((error: unknown) => {
            // a problem that cannot be sent either is a bug, but no reason to stop serving everybody else
            reply.raw.destroy();
            log.error({ err: error, request_id: request.id, route: path }, 'no answer could be sent');
          });
      },
    });
}

/** Fastify takes `/me/coupons//code` for a coupon without an id; it is no address of ours. */
function hasEmptyParam({ params }: FastifyRequest): boolean {
  return Object.values(params as Readonly<Record<string, string>>).includes('');
}
