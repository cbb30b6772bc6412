import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { SaleDirectory } from '../flash-sales.queries';
import { changedOffer, offerFaults } from '../flash-sales.rules';
import { changeOffer, changeOfferStock, createOffer } from '../offers.commands';

/** Offers of flash sales in the console. @rule O1 @rule F1 @rule F4a */
@Controller()
export class OffersConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly sales: SaleDirectory,
  ) {}

  @Handle('GET /console/flash-sales/{id}/offers')
  async list({
    params,
    query,
  }: Call<'GET /console/flash-sales/{id}/offers'>): Promise<Answer<'GET /console/flash-sales/{id}/offers'>> {
    if (!(await this.sales.saleById(params.id))) throw new Refusal('not_found');
    return this.sales.offersPage(params.id, query);
  }

  @Handle('POST /console/offers')
  async create({
    body,
    once,
    principal,
  }: Call<'POST /console/offers'>): Promise<Answer<'POST /console/offers'>> {
    refuseFaults({ ...body, kind: body.goods.kind });
    const { answer, replayed } = await accepted(
      this.ledger.run(createOffer, body, { key: once.key, actor: consoleActor(principal) }),
    );
    return new Replayable(await this.sales.offerAfter(answer), replayed);
  }

  @Handle('PATCH /console/offers/{id}')
  async change({
    params,
    body,
    once,
    principal,
  }: Call<'PATCH /console/offers/{id}'>): Promise<Answer<'PATCH /console/offers/{id}'>> {
    const current = await this.sales.offerById(params.id);
    // the same version is the same row: what is checked here is what the command will find
    if (current?.version === body.version) refuseFaults({ ...current, ...changedOffer(current, body) });
    const { answer, replayed } = await accepted(
      this.ledger.run(
        changeOffer,
        { ...body, id: params.id },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    return new Replayable(await this.sales.offerAfter(answer), replayed);
  }

  @Handle('POST /console/offers/{id}/stock-changes')
  async changeStock({
    params,
    body,
    once,
    principal,
  }: Call<'POST /console/offers/{id}/stock-changes'>): Promise<
    Answer<'POST /console/offers/{id}/stock-changes'>
  > {
    const { answer, replayed } = await accepted(
      this.ledger.run(
        changeOfferStock,
        { ...body, id: params.id },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    return new Replayable({ stock_left: answer.stock_left }, replayed);
  }
}

function refuseFaults(terms: Parameters<typeof offerFaults>[0]): void {
  const fields = offerFaults(terms);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
