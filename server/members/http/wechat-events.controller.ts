import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accepted, Ledger } from '../../ledger';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { API_PREFIX, Refusal, System } from '../../platform/http';
import { Log } from '../../platform/logging';
import { openHandshake, openMessage, type MessageKeys, type MessageQuery } from '../../wechat';
import { recordVerdict } from '../avatars.commands';

const PATH = `${API_PREFIX}/wechat/events`;
/** What WeChat wants to hear; anything else, and it sends the message again. */
const DONE = 'success';

/**
 * Where WeChat pushes messages to (design/wechat.md 1.6). Not in the contract: addresses, bodies and answers are
 * WeChat's, who adds to them as it likes; the signature says who may call. Every known message is one command, once.
 */
@Controller()
export class WechatEventsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** The handshake when an operator enters the address in WeChat's console. */
  @System()
  @Get(PATH)
  handshake(@Req() request: FastifyRequest): string {
    const opened = openHandshake(this.keys(), request.query as MessageQuery);
    if (typeof opened === 'string') throw this.refused(opened);
    return opened.echo;
  }

  @System({ any_body: true })
  @HttpCode(200)
  @Post(PATH)
  async receive(@Req() { query, body }: FastifyRequest): Promise<string> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const opened = openMessage(this.keys(), query as MessageQuery, bytes, this.clock.now());
    if (typeof opened === 'string') throw this.refused(opened);
    const { event_key: eventKey, request_key: requestKey, message } = opened;
    if (message.kind === 'other') {
      this.log.info({ type: message.type }, 'a message of WeChat that nobody here waits for');
    } else if (message.verdict === null) {
      this.log.warn({ trace_id: message.trace_id }, 'WeChat could not check a picture; it is asked again');
    } else {
      const { trace_id: traceId, verdict } = message;
      await accepted(
        this.ledger.run(
          recordVerdict,
          { event_key: eventKey, request_key: requestKey, trace_id: traceId, verdict },
          {
            key: `wechat:${eventKey}`,
            actor: { kind: 'system', id: 'wechat' },
            // the same message comes again under another timestamp
            content: { event_key: eventKey, verdict },
          },
        ),
      );
    }
    return DONE;
  }

  /** Throws `not_found` where no token is set: then there is no such door. */
  private keys(): MessageKeys {
    const { appid, message_token: token, message_aes_key: aesKey } = this.config.wechat;
    if (token === null) throw new Refusal('not_found');
    return { appid, token, aes_key: aesKey };
  }

  private refused(fault: string): Refusal {
    this.log.warn({ fault }, "a message that calls itself WeChat's was refused");
    return new Refusal(fault === 'unreadable' ? 'malformed' : 'forbidden');
  }
}
