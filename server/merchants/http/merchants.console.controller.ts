import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { changeMerchant, createMerchant } from '../merchants.commands';
import { MerchantDirectory } from '../merchants.queries';
import { consoleActor } from './console-actor';

/** Merchants in the console. @rule O1 */
@Controller()
export class MerchantsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly merchants: MerchantDirectory,
  ) {}

  @Handle('GET /console/merchants')
  async list(call: Call<'GET /console/merchants'>): Promise<Answer<'GET /console/merchants'>> {
    return this.merchants.page(call.query);
  }

  @Handle('POST /console/merchants')
  async create(call: Call<'POST /console/merchants'>): Promise<Answer<'POST /console/merchants'>> {
    const { answer, replayed } = await accepted(
      this.ledger.run(createMerchant, call.body, { key: call.once.key, actor: consoleActor(call.principal) }),
    );
    return new Replayable(await this.merchants.after(answer.change_id), replayed);
  }

  @Handle('PATCH /console/merchants/{id}')
  async change(
    call: Call<'PATCH /console/merchants/{id}'>,
  ): Promise<Answer<'PATCH /console/merchants/{id}'>> {
    const input = { ...call.body, id: call.params.id };
    const { answer, replayed } = await accepted(
      this.ledger.run(changeMerchant, input, { key: call.once.key, actor: consoleActor(call.principal) }),
    );
    return new Replayable(await this.merchants.after(answer.change_id), replayed);
  }
}
