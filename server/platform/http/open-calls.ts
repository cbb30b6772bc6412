import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Tells handlers that wait when waiting is over: the client hung up, or the server is about to stop. */
@Injectable()
export class OpenCalls implements BeforeApplicationShutdown {
  private readonly waiting = new Set<AbortController>();
  private stopping = false;

  /** A signal for one request. It also aborts once the request is answered, and leaves nothing behind. */
  signal(reply: FastifyReply): AbortSignal {
    const controller = new AbortController();
    if (this.stopping || reply.raw.closed) {
      controller.abort();
      return controller.signal;
    }
    this.waiting.add(controller);
    reply.raw.once('close', () => {
      this.waiting.delete(controller);
      controller.abort();
    });
    return controller.signal;
  }

  /** Nest calls this before it closes the server, which then waits for the answers. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const controller of this.waiting) controller.abort();
    this.waiting.clear();
  }
}
