import { Injectable } from '@nestjs/common';
import { idPattern, MINUTE_MS, type Id } from '../../shared/kernel';
import { Keyring } from '../platform/crypto';

/** How long before a sale begins for a member they get their ticket. @rule F9 */
export const TICKET_LEAD_MS = 5 * MINUTE_MS;

const PURPOSE = 'flash-sale-ticket';
const SALE = idPattern('sale');

/**
 * Tickets of flash sales: each names its sale and is good for one member only. Nothing is stored, so that handing
 * them out to everybody before the start costs no write.
 * @rule F9
 */
@Injectable()
export class Tickets {
  constructor(private readonly keyring: Keyring) {}

  /** `<sale>.<signature>` */
  issue(saleId: Id<'sale'>, memberId: Id<'member'>): string {
    return `${saleId}.${this.keyring.sign(PURPOSE, `${saleId}:${memberId}`)}`;
  }

  /** The sale that the ticket lets this member into; null for one that is missing, forged or somebody else's. */
  saleOf(ticket: string | null, memberId: Id<'member'>): Id<'sale'> | null {
    const [sale = '', signature = '', ...more] = ticket?.split('.') ?? [];
    if (!SALE.test(sale) || more.length > 0) return null;
    return this.keyring.verify(PURPOSE, `${sale}:${memberId}`, signature) ? (sale as Id<'sale'>) : null;
  }
}
