import { Controller } from '@nestjs/common';
import type { Instant } from '../../../shared/kernel';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Handle, instantOf, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { ScenePictures } from '../scene-pictures';
import { changeChannel, createChannel } from '../channels.commands';
import { ChannelDirectory } from '../channels.queries';
import { validityFaults } from '../channels.rules';

/** Channels in the console. @rule O1 @rule A1 */
@Controller()
export class ChannelsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly channels: ChannelDirectory,
    private readonly pictures: ScenePictures,
  ) {}

  @Handle('GET /console/channels')
  async list(call: Call<'GET /console/channels'>): Promise<Answer<'GET /console/channels'>> {
    return this.channels.page(call.query);
  }

  @Handle('POST /console/channels')
  async create(call: Call<'POST /console/channels'>): Promise<Answer<'POST /console/channels'>> {
    const { valid_from_at: from, valid_to_at: to, ...fields } = call.body;
    const validity = {
      valid_from_at: instantOf('valid_from_at', from),
      valid_to_at: instantOf('valid_to_at', to),
    };
    refuseFaults(validity.valid_from_at, validity.valid_to_at);
    const { answer, replayed } = await accepted(
      this.ledger.run(
        createChannel,
        { ...fields, ...validity },
        { key: call.once.key, actor: consoleActor(call.principal) },
      ),
    );
    return new Replayable(await this.channels.after(answer), replayed);
  }

  @Handle('PATCH /console/channels/{id}')
  async change(call: Call<'PATCH /console/channels/{id}'>): Promise<Answer<'PATCH /console/channels/{id}'>> {
    const { id } = call.params;
    const content = { ...call.body, id };
    const row = await this.channels.byId(id);
    const validity = {
      valid_from_at: maybeInstantOf('valid_from_at', call.body.valid_from_at),
      valid_to_at: maybeInstantOf('valid_to_at', call.body.valid_to_at),
    };
    // the same version is the same row: what is checked here is what the command will find
    if (row?.version === call.body.version) {
      refuseFaults(
        keptUnless(validity.valid_from_at, row.valid_from_at),
        keptUnless(validity.valid_to_at, row.valid_to_at),
      );
    }
    const counted = (await this.channels.countsOf(row ? [row] : [])).get(id) ?? { visits: 0, joins: 0 };
    const input = { ...content, ...validity, counted: { visits: counted.visits, joins: counted.joins } };
    const { answer, replayed } = await accepted(
      this.ledger.run(changeChannel, input, {
        key: call.once.key,
        actor: consoleActor(call.principal),
        content,
      }),
    );
    return new Replayable(await this.channels.after(answer), replayed);
  }

  @Handle('GET /console/channels/{id}/code.png')
  async picture(
    call: Call<'GET /console/channels/{id}/code.png'>,
  ): Promise<Answer<'GET /console/channels/{id}/code.png'>> {
    const row = await this.channels.byId(call.params.id);
    if (!row) throw new Refusal('not_found');
    return this.pictures.draw(row.code, call.query.width, call.query.form);
  }
}

function refuseFaults(from: Instant | null, to: Instant | null): void {
  const fields = validityFaults(from, to);
  if (fields.length > 0) throw new Refusal('malformed', {}, { fields });
}

function maybeInstantOf(field: string, text: string | null | undefined): Instant | null | undefined {
  return text === undefined ? undefined : instantOf(field, text);
}

function keptUnless<Value>(given: Value | undefined, kept: Value): Value {
  return given === undefined ? kept : given;
}
