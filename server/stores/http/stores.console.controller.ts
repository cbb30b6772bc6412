import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { changeStore, createStore } from '../stores.commands';
import { StoreQueries } from '../stores.queries';
import { storeFaults, type StoreForm } from '../stores.rules';

/** Stores in the console. @rule O1 */
@Controller()
export class StoresConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly stores: StoreQueries,
  ) {}

  @Handle('GET /console/stores')
  async list(call: Call<'GET /console/stores'>): Promise<Answer<'GET /console/stores'>> {
    return this.stores.page(call.query);
  }

  @Handle('POST /console/stores')
  async create(call: Call<'POST /console/stores'>): Promise<Answer<'POST /console/stores'>> {
    refuseFaults(call.body);
    const { answer, replayed } = await accepted(
      this.ledger.run(createStore, call.body, { key: call.once.key, actor: consoleActor(call.principal) }),
    );
    return new Replayable(await this.stores.after(answer.change_id), replayed);
  }

  @Handle('PATCH /console/stores/{id}')
  async change(call: Call<'PATCH /console/stores/{id}'>): Promise<Answer<'PATCH /console/stores/{id}'>> {
    refuseFaults(call.body);
    const input = { ...call.body, id: call.params.id };
    const { answer, replayed } = await accepted(
      this.ledger.run(changeStore, input, { key: call.once.key, actor: consoleActor(call.principal) }),
    );
    return new Replayable(await this.stores.after(answer.change_id), replayed);
  }
}

function refuseFaults(form: StoreForm): void {
  const fields = storeFaults(form);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}
