import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { ConsoleInvites } from '../invites.console.queries';
import { advanceInvite } from '../referrals.due';
import { reviewInvite } from '../reviews.command';

/** Invites in the console, and the reviews of those that wait. @rule O1 @rule R7 */
@Controller()
export class ReviewsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly config: Config,
    private readonly invites: ConsoleInvites,
  ) {}

  @Handle('GET /console/invites')
  async list({ query }: Call<'GET /console/invites'>): Promise<Answer<'GET /console/invites'>> {
    return this.invites.page(query);
  }

  @Handle('POST /console/invites/{id}/reviews')
  async review({
    params,
    body,
    once,
    principal,
  }: Call<'POST /console/invites/{id}/reviews'>): Promise<Answer<'POST /console/invites/{id}/reviews'>> {
    const { database, ledger, config } = this;
    const { answer, replayed } = await accepted(
      ledger.run(
        reviewInvite(config.program),
        { invite_id: params.id, ...body },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    const shown = await this.invites.after(answer);
    // what fails here is due, and taken up within a second
    if (body.decision === 'release')
      await advanceInvite({ database, ledger, policy: config.program }, params.id).catch(() => 0);
    return new Replayable(shown, replayed);
  }
}
