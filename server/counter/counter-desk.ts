import { Injectable } from '@nestjs/common';
import type { BodyOf, ResponseOf, Routes } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import type { Bill } from '../../shared/rules';
import { accepted, Ledger, type Accepted, type Actor } from '../ledger';
import type { MemberPrincipal, StaffPrincipal } from '../platform/auth';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { StoreDirectory } from '../stores';
import { record, redeem, type CheckoutDone, type CheckoutInput } from './checkout.command';
import { scans } from './counter.entity';
import { ReceiptCodes } from './receipt-codes';
import { collect, type Collected } from './receipt.command';
import { Redeemers } from './redeemers';
import { undo, type Undone } from './undo.command';

type RedemptionBody = BodyOf<Routes['POST /staff/redemptions']>;
type PurchaseBody = BodyOf<Routes['POST /staff/purchases']>;
type Receipt = NonNullable<ResponseOf<Routes['POST /staff/purchases']>['receipt']>;

/** Runs the commands of the counter. @rule C6 @rule C7 @rule S3 */
@Injectable()
export class CounterDesk {
  private readonly commands;

  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly receipts: ReceiptCodes,
    private readonly redeemers: Redeemers,
    private readonly stores: StoreDirectory,
    config: Config,
  ) {
    const policy = config.program;
    const parts = { policy, receipts };
    this.commands = {
      redeem: redeem(parts),
      record: record(parts),
      undo: undo(policy),
      collect: collect(policy),
    };
  }

  /** @throws Refusal as the contract lists; the loser of a race is told who, where and when */
  async redeem(staff: StaffPrincipal, body: RedemptionBody, key: string): Promise<Accepted<CheckoutDone>> {
    const input: CheckoutInput = {
      staff_id: staff.staff_id,
      scan_id: body.scan_id,
      store_id: null,
      bill: body.bill ? billOf(body.bill) : null,
      receipt_no: body.bill?.receipt_no ?? null,
      coupon_ids: body.coupon_ids,
      expected: body.expected,
    };
    const run = this.ledger.run(this.commands.redeem, input, { key, actor: actorOf(staff), content: body });
    return this.redeemers.accepted(run, () => this.couponOf(input));
  }

  /** @throws Refusal as the contract lists */
  async record(staff: StaffPrincipal, body: PurchaseBody, key: string): Promise<Accepted<CheckoutDone>> {
    const input: CheckoutInput = {
      staff_id: staff.staff_id,
      scan_id: body.scan_id ?? null,
      store_id: body.store_id,
      bill: billOf(body),
      receipt_no: body.receipt_no ?? null,
      coupon_ids: body.coupon_ids,
      expected: body.expected,
    };
    const run = this.ledger.run(this.commands.record, input, { key, actor: actorOf(staff), content: body });
    return this.redeemers.accepted(run, () => this.couponOf(input));
  }

  /** @throws Refusal as the contract lists */
  async undo(
    staff: StaffPrincipal,
    asked: { readonly redemption_id: Id<'redemption'>; readonly reason: string },
    key: string,
  ): Promise<Accepted<Undone>> {
    const input = { ...asked, staff_id: staff.staff_id };
    return accepted(
      this.ledger.run(this.commands.undo, input, { key, actor: actorOf(staff), content: asked }),
    );
  }

  /** @throws Refusal as the contract lists */
  async collect(member: MemberPrincipal, code: string, key: string): Promise<Accepted<Collected>> {
    const input = { member_id: member.member_id, code_hash: this.receipts.hashOf(code) };
    const actor: Actor = { kind: 'member', id: member.member_id };
    return accepted(this.ledger.run(this.commands.collect, input, { key, actor }));
  }

  /** The QR of a purchase that nobody has shown a code for. */
  receiptOf({
    nonce,
    expires_at: expiresAt,
  }: {
    readonly nonce: string;
    readonly expires_at: Instant;
  }): Receipt {
    const code = this.receipts.codeOf(nonce);
    return { code, url: this.receipts.urlOf(code), expires_at: toRfc3339(expiresAt) };
  }

  async storeName(id: Id<'store'>): Promise<string> {
    return (await this.stores.byId(id))?.name ?? '';
  }

  private async couponOf(input: CheckoutInput): Promise<Id<'coupon'> | null> {
    const [picked] = input.coupon_ids ?? [];
    if (picked !== undefined) return picked;
    const [raw] = await this.database.read.query('SELECT * FROM scans WHERE id = ?', [input.scan_id]);
    return raw ? scans.decode(raw).coupon_id : null;
  }
}

function billOf({ amount_fen, lines }: Bill): Bill {
  return lines ? { amount_fen, lines } : { amount_fen };
}

function actorOf(staff: StaffPrincipal): Actor {
  return { kind: 'staff', id: staff.staff_id };
}
