import { Controller } from '@nestjs/common';
import { Handle, Input, Refusal, type Answer, type Call } from '../../platform/http';
import { SaleShelf } from '../shelf.queries';

/** Flash sales for members. @rule F1 @rule F9 */
@Controller()
export class FlashSalesController {
  constructor(private readonly shelf: SaleShelf) {}

  @Handle('GET /flash-sales')
  async list(@Input() call: Call<'GET /flash-sales'>): Promise<Answer<'GET /flash-sales'>> {
    return this.shelf.page(call.principal.member_id, call.query);
  }

  @Handle('GET /flash-sales/{id}')
  async detail(@Input() call: Call<'GET /flash-sales/{id}'>): Promise<Answer<'GET /flash-sales/{id}'>> {
    const sale = await this.shelf.detail(call.principal.member_id, call.params.id);
    if (!sale) throw new Refusal('not_found');
    return sale;
  }

  @Handle('GET /flash-sales/{id}/ticket')
  async ticket(
    @Input() call: Call<'GET /flash-sales/{id}/ticket'>,
  ): Promise<Answer<'GET /flash-sales/{id}/ticket'>> {
    return { ticket: await this.shelf.ticket(call.principal.member_id, call.params.id) };
  }
}
