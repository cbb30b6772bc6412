import { Controller } from '@nestjs/common';
import type { Job } from '../../../shared/contract';
import type { Id } from '../../../shared/kernel';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { cancelJob, pauseJob, resumeJob } from '../jobs.commands';
import { JobList } from '../jobs.queries';

type ChangeKey =
  | 'POST /console/jobs/{id}/pauses'
  | 'POST /console/jobs/{id}/resumptions'
  | 'POST /console/jobs/{id}/cancellations';

/** Long and timed work in the console. @rule O1 */
@Controller()
export class JobsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly jobs: JobList,
  ) {}

  @Handle('GET /console/jobs')
  async list(call: Call<'GET /console/jobs'>): Promise<Answer<'GET /console/jobs'>> {
    return this.jobs.page(call.query);
  }

  @Handle('GET /console/jobs/{id}')
  async one(call: Call<'GET /console/jobs/{id}'>): Promise<Answer<'GET /console/jobs/{id}'>> {
    const job = await this.jobs.byId(call.params.id);
    if (!job) throw new Refusal('not_found');
    return job;
  }

  @Handle('GET /console/jobs/{id}/result')
  async result(
    call: Call<'GET /console/jobs/{id}/result'>,
  ): Promise<Answer<'GET /console/jobs/{id}/result'>> {
    const file = await this.jobs.result(call.params.id);
    if (!file) throw new Refusal('not_found');
    call.headers({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${call.params.id}.csv"`,
    });
    return file;
  }

  @Handle('POST /console/jobs/{id}/pauses')
  async pause(
    call: Call<'POST /console/jobs/{id}/pauses'>,
  ): Promise<Answer<'POST /console/jobs/{id}/pauses'>> {
    return this.change(pauseJob, call);
  }

  @Handle('POST /console/jobs/{id}/resumptions')
  async resume(
    call: Call<'POST /console/jobs/{id}/resumptions'>,
  ): Promise<Answer<'POST /console/jobs/{id}/resumptions'>> {
    return this.change(resumeJob, call);
  }

  @Handle('POST /console/jobs/{id}/cancellations')
  async cancel(
    call: Call<'POST /console/jobs/{id}/cancellations'>,
  ): Promise<Answer<'POST /console/jobs/{id}/cancellations'>> {
    return this.change(cancelJob, call);
  }

  private async change(
    command: typeof pauseJob,
    { params, once, principal }: Pick<Call<ChangeKey>, 'params' | 'once' | 'principal'>,
  ): Promise<Replayable<Job>> {
    const input: { job_id: Id<'job'> } = { job_id: params.id };
    const { answer, replayed } = await accepted(
      this.ledger.run(command, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.jobs.after(answer.change_id), replayed);
  }
}
