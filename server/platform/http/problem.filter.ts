import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '../logging';
import { SAFE_HEADERS } from './headers';
import { languageOf } from './language';
import { problemOf, PROBLEM_TYPE, refusalOf } from './problem';
import { Refusal } from './refusal';

/** Answers errors of Nest's own routes as problem+json; those of the contract's call `sendProblem` themselves. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}

/** Writes the problem that an error stands for; `internal_error` tells the caller nothing but the request id. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const refusal = refusalOf(error);
  if (!refusal) {
    log.error(
      { err: error, request_id: request.id, route: request.routeOptions.url ?? null },
      'request failed',
    );
  }
  if (reply.sent) return;
  const language = languageOf(request.headers['accept-language']);
  const { problem, retry_after_s: wait } = problemOf(
    refusal ?? new Refusal('internal_error'),
    language,
    request.id,
  );
  if (wait !== null) reply.header('Retry-After', String(wait));
  reply
    .status(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .header('x-request-id', request.id)
    // what fails before there is a route has passed no hook
    .headers(SAFE_HEADERS)
    .header('cache-control', 'no-store')
    .removeHeader('idempotency-replayed')
    .send(JSON.stringify(problem));
}
