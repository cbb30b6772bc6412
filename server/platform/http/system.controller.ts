import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config';
import { Metrics } from '../metrics';
import { bearerOf } from './bearer';
import { System } from './handle';
import { isLoopback } from './network';
import { Readiness } from './readiness';
import { Refusal } from './refusal';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** What machines and operators ask: is it alive, is it ready, and its figures. */
@Controller()
export class SystemController {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  @Get('/healthz')
  @System()
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('/readyz')
  @System()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { ready, checks } = await this.readiness.run();
    if (!ready) reply.status(503).header('Retry-After', '2');
    return { status: ready ? 'ok' : 'not_ready', checks };
  }

  @Get('/metrics')
  @System()
  async figures(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.checkReader(request);
    reply.header('Content-Type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  /** With a token: whoever has it. Without: this machine, but not through a proxy on it. */
  private checkReader(request: FastifyRequest): void {
    const expected = this.config.metrics_token;
    if (expected !== null) {
      const given = bearerOf(request);
      if (given === null || !timingSafeEqual(digest(given), digest(expected)))
        throw new Refusal('unauthenticated');
      return;
    }
    const proxied = FORWARDED.some((name) => request.headers[name] !== undefined);
    if (proxied || !isLoopback(request.socket.remoteAddress)) throw new Refusal('not_found');
  }
}

/** Equal lengths, for a comparison in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
