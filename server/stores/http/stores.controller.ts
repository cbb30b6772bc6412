import { Controller } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Handle, Refusal, type Answer, type Call } from '../../platform/http';
import { StoreDirectory } from '../store-directory';
import { StoreQueries } from '../stores.queries';
import { parsePoint, storeCardOf, type Point } from '../stores.rules';

/** Stores as anybody may see them. */
@Controller()
export class StoresController {
  constructor(
    private readonly directory: StoreDirectory,
    private readonly stores: StoreQueries,
    private readonly clock: Clock,
  ) {}

  @Handle('GET /stores')
  async list(call: Call<'GET /stores'>): Promise<Answer<'GET /stores'>> {
    return this.stores.cards(call.query, pointOrRefuse(call.query.near), this.clock.now());
  }

  @Handle('GET /stores/{id}')
  async one(call: Call<'GET /stores/{id}'>): Promise<Answer<'GET /stores/{id}'>> {
    const near = pointOrRefuse(call.query.near);
    const store = await this.directory.byId(call.params.id);
    if (store?.state !== 'open') throw new Refusal('not_found');
    return storeCardOf(store, this.clock.now(), near);
  }
}

function pointOrRefuse(near: string | undefined): Point | null {
  if (near === undefined) return null;
  const point = parsePoint(near);
  if (!point)
    throw new Refusal(
      'malformed',
      {},
      { fields: [{ field: 'near', problem: '纬度 -90~90，经度 -180~180' }] },
    );
  return point;
}
