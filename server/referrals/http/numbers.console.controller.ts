import { Controller } from '@nestjs/common';
import { day } from '../../../shared/kernel';
import { Handle, Refusal, type Answer, type Call } from '../../platform/http';
import { ReferralNumbersReport } from '../numbers.queries';
import { windowFaults } from '../numbers.rules';
import { ProgramDirectory } from '../programs.console.queries';

/** What referral programs bring and cost. @rule R10 */
@Controller()
export class NumbersConsoleController {
  constructor(
    private readonly numbers: ReferralNumbersReport,
    private readonly programs: ProgramDirectory,
  ) {}

  @Handle('GET /console/referral-numbers')
  async report({
    query,
  }: Call<'GET /console/referral-numbers'>): Promise<Answer<'GET /console/referral-numbers'>> {
    const window = { from: day(query.from), to: day(query.to) };
    const fields = windowFaults(window.from, window.to);
    if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
    if (query.program_id && !(await this.programs.byId(query.program_id))) throw new Refusal('not_found');
    return this.numbers.of({ ...query, ...window });
  }
}
