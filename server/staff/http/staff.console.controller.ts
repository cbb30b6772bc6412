import { Controller } from '@nestjs/common';
import { instant, toRfc3339 } from '../../../shared/kernel';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { InvitationCodes } from '../invitation-codes';
import { changeStaff, createStaff, inviteStaff, type Invited } from '../staff.commands';
import { StaffDirectory } from '../staff.queries';

/** Staff records in the console. @rule O1 @rule S1 */
@Controller()
export class StaffConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly codes: InvitationCodes,
    private readonly staff: StaffDirectory,
  ) {}

  @Handle('GET /console/staff')
  async list(call: Call<'GET /console/staff'>): Promise<Answer<'GET /console/staff'>> {
    return this.staff.page(call.query);
  }

  @Handle('POST /console/staff')
  async create(call: Call<'POST /console/staff'>): Promise<Answer<'POST /console/staff'>> {
    const { answer, replayed } = await accepted(
      this.ledger.run(createStaff(this.codes), call.body, {
        key: call.once.key,
        actor: consoleActor(call.principal),
      }),
    );
    const body = { ...(await this.staff.after(answer.change_id)), invitation: this.invitationOf(answer) };
    return new Replayable(body, replayed);
  }

  @Handle('PATCH /console/staff/{id}')
  async change(call: Call<'PATCH /console/staff/{id}'>): Promise<Answer<'PATCH /console/staff/{id}'>> {
    const input = { ...call.body, id: call.params.id };
    const { answer, replayed } = await accepted(
      this.ledger.run(changeStaff, input, { key: call.once.key, actor: consoleActor(call.principal) }),
    );
    return new Replayable(await this.staff.after(answer.change_id), replayed);
  }

  @Handle('POST /console/staff/{id}/invitations')
  async invite(
    call: Call<'POST /console/staff/{id}/invitations'>,
  ): Promise<Answer<'POST /console/staff/{id}/invitations'>> {
    const { answer, replayed } = await accepted(
      this.ledger.run(inviteStaff(this.codes), call.params, {
        key: call.once.key,
        actor: consoleActor(call.principal),
      }),
    );
    return new Replayable(this.invitationOf(answer), replayed);
  }

  private invitationOf({ staff_id: staffId, invitation_version: version, expires_at: expiresAt }: Invited): {
    code: string;
    expires_at: string;
  } {
    return { code: this.codes.codeOf(staffId, version), expires_at: toRfc3339(instant(expiresAt)) };
  }
}
