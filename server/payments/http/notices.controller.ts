import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepted, Ledger } from '../../ledger';
import { Clock } from '../../platform/clock';
import { API_PREFIX, System } from '../../platform/http';
import { Log } from '../../platform/logging';
import { PaymentGateway } from '../../wechat/pay';
import { receiveNotice } from '../notices.command';

const FORGED_STATUS = 401;
/** What WeChat Pay reads of a refusal (design/wechat.md 2.3). */
const FAIL = { code: 'FAIL', message: '验签失败' };

/**
 * Where WeChat Pay says what became of payments and refunds. Not in the contract: address, body and answer are WeChat
 * Pay's; the signature says who may call. A notice is one row and is answered at once.
 */
@Controller()
export class NoticesController {
  constructor(
    private readonly ledger: Ledger,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @rule F6 Answers 204 once it is kept; anything else, and it comes again. */
  @System({ any_body: true })
  @HttpCode(204)
  @Post(`${API_PREFIX}/wechat/pay/notices`)
  async receive(
    @Req() { headers, body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<typeof FAIL | undefined> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const notice = this.gateway.readNotice(headers, bytes, this.clock.now());
    if (notice === 'probe' || notice === 'forged') {
      void reply.status(FORGED_STATUS);
      return FAIL;
    }
    if (notice.kind === 'other') {
      this.log.info({ type: notice.event_type }, 'a notice of WeChat Pay that nobody here waits for');
      return undefined;
    }
    await accepted(
      this.ledger.run(receiveNotice, notice, {
        key: `notice:${notice.id}`,
        actor: { kind: 'system', id: 'wechat.pay' },
        // the id alone: it comes again sealed and signed anew
        content: { id: notice.id },
      }),
    );
    return undefined;
  }
}
