import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { changeLadder } from '../tiers.commands';
import { TierDirectory } from '../tiers.queries';

/** The ladder in the console. @rule O1 */
@Controller()
export class TiersConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly tiers: TierDirectory,
  ) {}

  @Handle('GET /console/tiers')
  async read(_call: Call<'GET /console/tiers'>): Promise<Answer<'GET /console/tiers'>> {
    return this.tiers.ladder();
  }

  /** @rule M4 @rule O2 */
  @Handle('PUT /console/tiers')
  async change(call: Call<'PUT /console/tiers'>): Promise<Answer<'PUT /console/tiers'>> {
    const { body, once, principal } = call;
    if (!(await this.tiers.hasTemplates(body.tiers))) throw new Refusal('not_found');
    const { answer, replayed } = await accepted(
      this.ledger.run(changeLadder, body, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.tiers.after(answer.change_id), replayed);
  }
}
