import { Injectable } from '@nestjs/common';
import type { BodyOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { accepted, Ledger, type Accepted, type Actor } from '../ledger';
import type { PiecesRefunded } from '../orders';
import type { StaffPrincipal } from '../platform/auth';
import { Config } from '../platform/config';
import { orderPayment, type OrderPaid } from './order-payment.command';
import { orderRefund } from './order-refund.command';
import { pickup, type PickedUp } from './pickup.command';
import { undoPickup, type PickupUndone } from './pickup-undo.command';

/** What an assistant does with a scanned order. @rule F7 */
@Injectable()
export class PickupDesk {
  private readonly payment;
  private readonly giveBack;

  constructor(
    private readonly ledger: Ledger,
    config: Config,
  ) {
    this.payment = orderPayment(config.program.timezone);
    this.giveBack = orderRefund(config.program);
  }

  /** @throws Refusal as the contract lists */
  async handOver(
    staff: StaffPrincipal,
    body: BodyOf<Routes['POST /staff/pickups']>,
    key: string,
  ): Promise<Accepted<PickedUp>> {
    const input = { ...body, staff_id: staff.staff_id };
    return accepted(this.ledger.run(pickup, input, { key, actor: actorOf(staff), content: body }));
  }

  /** @throws Refusal as the contract lists */
  async confirmMoney(
    staff: StaffPrincipal,
    body: BodyOf<Routes['POST /staff/order-payments']>,
    key: string,
  ): Promise<Accepted<OrderPaid>> {
    const input = { ...body, staff_id: staff.staff_id };
    return accepted(this.ledger.run(this.payment, input, { key, actor: actorOf(staff), content: body }));
  }

  /** @throws Refusal as the contract lists */
  async undo(
    staff: StaffPrincipal,
    asked: { readonly handover_id: Id<'handover'>; readonly reason: string },
    key: string,
  ): Promise<Accepted<PickupUndone>> {
    const input = { ...asked, staff_id: staff.staff_id };
    return accepted(this.ledger.run(undoPickup, input, { key, actor: actorOf(staff), content: asked }));
  }

  /** @throws Refusal as the contract lists */
  async refund(
    staff: StaffPrincipal,
    body: BodyOf<Routes['POST /staff/order-refunds']>,
    key: string,
  ): Promise<Accepted<PiecesRefunded>> {
    const input = { ...body, staff_id: staff.staff_id };
    return accepted(this.ledger.run(this.giveBack, input, { key, actor: actorOf(staff), content: body }));
  }
}

function actorOf(staff: StaffPrincipal): Actor {
  return { kind: 'staff', id: staff.staff_id };
}
