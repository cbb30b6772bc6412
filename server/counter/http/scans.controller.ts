import { Controller } from '@nestjs/common';
import type { Quote } from '../../../shared/contract';
import { toRfc3339 } from '../../../shared/kernel';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { CounterViews } from '../counter.views';
import { quotedBillOf } from '../quoted-bill';
import { ScanDesk } from '../scan-desk';

/** The one scan button. @rule S2 */
@Controller()
export class ScansController {
  constructor(
    private readonly desk: ScanDesk,
    private readonly views: CounterViews,
  ) {}

  @Handle('POST /staff/scans')
  async scan(call: Call<'POST /staff/scans'>): Promise<Answer<'POST /staff/scans'>> {
    const { answer, replayed } = await this.desk.open(call.principal, call.body, call.once.key);
    const preview = await this.views.preview(call.principal, answer, call.language);
    const { scan_id, kind, expires_at } = answer;
    return new Replayable({ scan_id, expires_at: toRfc3339(expires_at), kind, preview }, replayed);
  }

  @Handle('GET /staff/scans/{id}/quote')
  async quote(call: Call<'GET /staff/scans/{id}/quote'>): Promise<Quote> {
    return this.views.quote(call.principal, call.params.id, quotedBillOf(call.query), call.language);
  }
}
