import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { bindStaff } from '../binding.command';
import { InvitationCodes } from '../invitation-codes';
import { StaffDirectory } from '../staff.queries';

/** Staff about themselves. @rule S1 */
@Controller()
export class StaffController {
  constructor(
    private readonly ledger: Ledger,
    private readonly codes: InvitationCodes,
    private readonly staff: StaffDirectory,
  ) {}

  @Handle('POST /staff/bindings')
  async bind(call: Call<'POST /staff/bindings'>): Promise<Answer<'POST /staff/bindings'>> {
    const { person_id: personId } = call.principal;
    const input = { person_id: personId, invitation_hash: this.codes.hashOf(call.body.invitation.trim()) };
    const { answer, replayed } = await accepted(
      this.ledger.run(bindStaff, input, { key: call.once.key, actor: { kind: 'person', id: personId } }),
    );
    return new Replayable(await this.staff.profileAfter(answer.change_id), replayed);
  }

  @Handle('GET /staff/me')
  async me(call: Call<'GET /staff/me'>): Promise<Answer<'GET /staff/me'>> {
    return this.staff.profileOf(call.principal);
  }
}
