import { Controller } from '@nestjs/common';
import type { SignInAnswer, SignInMonth } from '../../../shared/contract';
import type { Day } from '../../../shared/kernel';
import { accepted, Ledger, type Actor } from '../../ledger';
import { MemberDirectory } from '../../members';
import { Config } from '../../platform/config';
import { Handle, Refusal, Replayable, type Call } from '../../platform/http';
import { makeUp, signIn } from '../sign-ins.commands';
import { SignInQueries } from '../sign-ins.queries';

/** Daily sign-ins. @rule P8 */
@Controller()
export class SignInsController {
  private readonly commands;

  constructor(
    private readonly ledger: Ledger,
    private readonly queries: SignInQueries,
    private readonly members: MemberDirectory,
    { program }: Config,
  ) {
    this.commands = { signIn: signIn(program), makeUp: makeUp(program) };
  }

  @Handle('GET /me/sign-ins')
  async month({ principal, query }: Call<'GET /me/sign-ins'>): Promise<SignInMonth> {
    const member = await this.members.byId(principal.member_id);
    if (!member) throw new Refusal('not_found');
    return this.queries.month(member, query.month);
  }

  @Handle('POST /me/sign-ins')
  async signIn(call: Call<'POST /me/sign-ins'>): Promise<Replayable<SignInAnswer>> {
    const input = { member_id: call.principal.member_id };
    const { answer, replayed } = await accepted(
      this.ledger.run(this.commands.signIn, input, { key: call.once.key, actor: actorOf(call) }),
    );
    return new Replayable(answer, replayed);
  }

  @Handle('POST /me/sign-ins/make-ups')
  async makeUp(call: Call<'POST /me/sign-ins/make-ups'>): Promise<Replayable<SignInAnswer>> {
    const input = { member_id: call.principal.member_id, day: call.body.day as Day };
    const { answer, replayed } = await accepted(
      this.ledger.run(this.commands.makeUp, input, { key: call.once.key, actor: actorOf(call) }),
    );
    return new Replayable(answer, replayed);
  }
}

function actorOf({ principal }: Pick<Call<'POST /me/sign-ins'>, 'principal'>): Actor {
  return { kind: 'member', id: principal.member_id };
}
