import { Controller } from '@nestjs/common';
import { Handle, Refusal, type Answer, type Call } from '../../platform/http';
import { SaleShelf } from '../shelf.queries';

/** Flash sales and the points mall for members. @rule F1 @rule F9 @rule P9 */
@Controller()
export class ShelfController {
  constructor(private readonly shelf: SaleShelf) {}

  @Handle('GET /flash-sales')
  async list(call: Call<'GET /flash-sales'>): Promise<Answer<'GET /flash-sales'>> {
    return this.shelf.page('flash', call.principal.member_id, call.query);
  }

  @Handle('GET /mall')
  async mall(call: Call<'GET /mall'>): Promise<Answer<'GET /mall'>> {
    return this.shelf.page('mall', call.principal.member_id, call.query);
  }

  @Handle('GET /flash-sales/{id}')
  async detail(call: Call<'GET /flash-sales/{id}'>): Promise<Answer<'GET /flash-sales/{id}'>> {
    const sale = await this.shelf.detail(call.principal.member_id, call.params.id);
    if (!sale) throw new Refusal('not_found');
    return sale;
  }

  @Handle('GET /flash-sales/{id}/ticket')
  async ticket(call: Call<'GET /flash-sales/{id}/ticket'>): Promise<Answer<'GET /flash-sales/{id}/ticket'>> {
    return { ticket: await this.shelf.ticket(call.principal.member_id, call.params.id) };
  }
}
