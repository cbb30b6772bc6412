import { Controller } from '@nestjs/common';
import { consoleActor } from '../../merchants';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { ConsoleAccounts } from '../console-accounts';

/** The way into the console. */
@Controller()
export class AccountsController {
  constructor(private readonly accounts: ConsoleAccounts) {}

  @Handle('POST /console/setup')
  async setUp({ body }: Call<'POST /console/setup'>): Promise<Answer<'POST /console/setup'>> {
    return this.accounts.setUp(body.token, body);
  }

  @Handle('POST /console/sessions')
  async signIn({ body, address }: Call<'POST /console/sessions'>): Promise<Answer<'POST /console/sessions'>> {
    return this.accounts.signIn(body, address);
  }

  @Handle('DELETE /console/sessions/current')
  async signOut({ principal }: Call<'DELETE /console/sessions/current'>): Promise<undefined> {
    await this.accounts.signOut(principal);
    return undefined;
  }

  @Handle('POST /console/accounts')
  async create(call: Call<'POST /console/accounts'>): Promise<Answer<'POST /console/accounts'>> {
    const by = { key: call.once.key, actor: consoleActor(call.principal) };
    const { answer, replayed } = await this.accounts.create(call.body, by);
    return new Replayable(answer, replayed);
  }
}
