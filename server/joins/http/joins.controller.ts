import { Controller } from '@nestjs/common';
import { Handle, type Answer, type Call } from '../../platform/http';
import { Joins } from '../joins.service';

/** Becoming a member. */
@Controller()
export class JoinsController {
  constructor(private readonly joins: Joins) {}

  @Handle('POST /members')
  async join(call: Call<'POST /members'>): Promise<Answer<'POST /members'>> {
    const { address, body, once, principal } = call;
    const { person_id, member_id } = principal;
    return this.joins.join({ person_id, is_member: member_id !== null, key: once.key, address }, body);
  }
}
