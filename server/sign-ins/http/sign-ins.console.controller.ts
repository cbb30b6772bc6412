import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { changeSignInRule } from '../rule.command';
import { SignInQueries } from '../sign-ins.queries';

/** What a sign-in gives, in the console. @rule O1 */
@Controller()
export class SignInsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly queries: SignInQueries,
  ) {}

  @Handle('GET /console/sign-in-rule')
  async read(_call: Call<'GET /console/sign-in-rule'>): Promise<Answer<'GET /console/sign-in-rule'>> {
    return this.queries.rule();
  }

  /** @rule P8 @rule O2 */
  @Handle('PUT /console/sign-in-rule')
  async change(call: Call<'PUT /console/sign-in-rule'>): Promise<Answer<'PUT /console/sign-in-rule'>> {
    const { body, once, principal } = call;
    const repeated = body.steps.findIndex(({ streak }, i) =>
      body.steps.slice(0, i).some((step) => step.streak === streak),
    );
    if (repeated >= 0) {
      const fields = [{ field: `steps.${repeated}.streak`, problem: '同样的天数已经有了' }];
      throw new Refusal('malformed', {}, { fields });
    }
    const { answer, replayed } = await accepted(
      this.ledger.run(changeSignInRule, body, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.queries.ruleAfter(answer.change_id), replayed);
  }
}
