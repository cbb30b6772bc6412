import { Controller } from '@nestjs/common';
import type { Day } from '../../../shared/kernel';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import {
  changedTerms,
  changePointCampaign,
  createPointCampaign,
  type PointCampaignTerms,
} from '../point-campaigns.commands';
import { PointCampaignDirectory } from '../point-campaigns.queries';
import { campaignFaults } from '../point-campaigns.rules';

/** Times and places with more points, in the console. @rule O1 @rule P1 */
@Controller()
export class PointCampaignsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly campaigns: PointCampaignDirectory,
  ) {}

  @Handle('GET /console/point-campaigns')
  async list(call: Call<'GET /console/point-campaigns'>): Promise<Answer<'GET /console/point-campaigns'>> {
    return this.campaigns.page(call.query);
  }

  @Handle('POST /console/point-campaigns')
  async create({
    body,
    once,
    principal,
  }: Call<'POST /console/point-campaigns'>): Promise<Answer<'POST /console/point-campaigns'>> {
    const { from_day, to_day, ...rest } = body;
    const input = { ...rest, from_day: from_day as Day, to_day: to_day as Day | null };
    refuseFaults(input);
    const { answer, replayed } = await accepted(
      this.ledger.run(createPointCampaign, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.campaigns.after(answer.change_id), replayed);
  }

  @Handle('PATCH /console/point-campaigns/{id}')
  async change({
    params,
    body,
    once,
    principal,
  }: Call<'PATCH /console/point-campaigns/{id}'>): Promise<Answer<'PATCH /console/point-campaigns/{id}'>> {
    const { from_day, to_day, ...rest } = body;
    const days = { from_day: from_day as Day | undefined, to_day: to_day as Day | null | undefined };
    const input = { ...rest, ...days, id: params.id };
    const current = await this.campaigns.byId(params.id);
    // the same version is the same row: what is checked here is what the command will find
    if (current?.version === body.version) refuseFaults(changedTerms(current, input));
    const { answer, replayed } = await accepted(
      this.ledger.run(changePointCampaign, input, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.campaigns.after(answer.change_id), replayed);
  }
}

function refuseFaults(terms: PointCampaignTerms): void {
  const fields = campaignFaults(terms);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
