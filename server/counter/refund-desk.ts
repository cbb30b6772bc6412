import { Injectable } from '@nestjs/common';
import {
  errorText,
  type ErrorCode,
  type ErrorParams,
  type RefundablePurchase,
  type RefundQuote,
} from '../../shared/contract';
import { dayIn, toRfc3339, type Id } from '../../shared/kernel';
import { planRefund, refundObstacle, type RefundAsk } from '../../shared/rules';
import { accepted, Ledger, type Accepted } from '../ledger';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal, type Language } from '../platform/http';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { takeBackPreview } from '../points';
import {
  purchaseById,
  purchasesOfStore,
  refundedOf,
  type PurchaseRow,
  type RefundPoints,
} from '../purchases';
import { StaffDirectory } from '../staff';
import { StoreDirectory, type StoreEntry } from '../stores';
import { scans } from './counter.entity';
import { namedMembers, presentOf, type NamedMember } from './counter.names';
import { storeObstacle } from './counter.staff';
import { refund, type RefundDone } from './refund.command';

export interface PurchasesQuery {
  readonly store_id: Id<'store'>;
  readonly receipt_no?: string | undefined;
  readonly scan_id?: Id<'scan'> | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What is known beside the rows of a list. */
interface Around {
  readonly store: StoreEntry;
  readonly viewer: StaffPrincipal;
  readonly language: Language;
  readonly staff: ReadonlyMap<Id<'staff'>, string>;
  readonly members: ReadonlyMap<Id<'member'>, NamedMember>;
}

/** Purchases to refund, what a refund would do, and refunds. @rule P4 @rule S4 */
@Injectable()
export class RefundDesk {
  private readonly command;

  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.command = refund(config.program);
  }

  /** @throws Refusal as the contract lists */
  async refund(
    staff: StaffPrincipal,
    asked: { readonly purchase_id: Id<'purchase'>; readonly ask: RefundAsk; readonly reason: string },
    key: string,
  ): Promise<Accepted<RefundDone>> {
    const actor = { kind: 'staff', id: staff.staff_id } as const;
    const input = { ...asked, staff_id: staff.staff_id };
    return accepted(this.ledger.run(this.command, input, { key, actor, content: asked }));
  }

  /**
   * Purchases of a store, newest first: with a receipt number, of a scanned member, or all.
   * @throws Refusal `wrong_store`, `staff_without_store`; `not_found`, `scan_expired` for a ticket that is not good here
   */
  async page(
    viewer: StaffPrincipal,
    query: PurchasesQuery,
    language: Language,
  ): Promise<Page<RefundablePurchase>> {
    const store = await this.storeOf(viewer, query.store_id);
    const position = positionOf(query.after, ['string', 'number', 'string']);
    const rows = await purchasesOfStore(this.database.read, {
      store_id: store.id,
      receipt_no: query.receipt_no ?? null,
      member_id: query.scan_id === undefined ? null : await this.scanned(viewer, store.id, query.scan_id),
      after: position && { day: String(position[0]), at: Number(position[1]), id: String(position[2]) },
      limit: query.limit + 1,
    });
    const around = await this.around(rows, store, viewer, language);
    return pageOf(
      rows,
      query.limit,
      (row) => [row.day, row.at, row.id],
      (row) => this.cardOf(row, around),
    );
  }

  /** One purchase. @throws Refusal `not_found`, `wrong_store`, `staff_without_store` */
  async one(viewer: StaffPrincipal, id: Id<'purchase'>, language: Language): Promise<RefundablePurchase> {
    const { row, around } = await this.look(viewer, id, language);
    return this.cardOf(row, around);
  }

  /**
   * What a refund would do, by the rules of the refund itself.
   * @throws Refusal `not_found`, `wrong_store`, `staff_without_store`
   */
  async quote(
    viewer: StaffPrincipal,
    id: Id<'purchase'>,
    ask: RefundAsk,
    language: Language,
  ): Promise<RefundQuote> {
    const { row, around } = await this.look(viewer, id, language);
    const obstacle = this.obstacleOf(row, around);
    const plan = planRefund(refundedOf(row), ask);
    if (!plan.ok || row.state === 'undone') {
      return {
        refund_fen:
          'lines' in ask ? ask.lines.reduce((sum, line) => sum + line.amount_fen, 0) : ask.amount_fen,
        stays_fen: row.paid_fen - row.refunded_fen,
        line_refunds_fen: [],
        ...(await this.taken(row, 0)),
        obstacle: obstacle ?? (plan.ok ? null : spoken(plan.code, plan.params, language)),
      };
    }
    const { refund_fen, stays_fen, line_refunds_fen } = plan;
    const taken = await this.taken(row, plan.points);
    return { refund_fen, stays_fen, line_refunds_fen: [...line_refunds_fen], ...taken, obstacle };
  }

  private async taken(
    row: PurchaseRow,
    points: number,
  ): Promise<{ points: RefundPoints; balance_after: number | null }> {
    if (row.member_id === null) return { points: { taken: 0, voided: 0, owed: 0 }, balance_after: null };
    const rests = row.resting_hold_id !== null;
    const { taken, owed, balance_after } = await takeBackPreview(this.database.read, {
      member_id: row.member_id,
      points: rests ? 0 : points,
      earned_on: row.earned_on ?? row.day,
      policy: this.config.program,
      at: this.clock.now(),
    });
    return { points: { taken, voided: rests ? points : 0, owed }, balance_after };
  }

  private async look(
    viewer: StaffPrincipal,
    id: Id<'purchase'>,
    language: Language,
  ): Promise<{ row: PurchaseRow; around: Around }> {
    const row = await purchaseById(this.database.read, id);
    if (!row) throw new Refusal('not_found');
    const store = await this.storeOf(viewer, row.store_id);
    return { row, around: await this.around([row], store, viewer, language) };
  }

  private async storeOf(viewer: StaffPrincipal, storeId: Id<'store'>): Promise<StoreEntry> {
    const obstacle = storeObstacle(viewer.store_ids, storeId);
    if (obstacle) throw new Refusal(obstacle);
    const store = await this.stores.byId(storeId);
    if (!store) throw new Refusal('wrong_store');
    return store;
  }

  /** Whose purchases a ticket shows: it is good for the assistant and the store it was opened by. */
  private async scanned(
    viewer: StaffPrincipal,
    storeId: Id<'store'>,
    scanId: Id<'scan'>,
  ): Promise<Id<'member'>> {
    const [raw] = await this.database.read.query('SELECT * FROM scans WHERE id = ?', [scanId]);
    const scan = raw ? scans.decode(raw) : null;
    if (scan?.staff_id !== viewer.staff_id || scan.store_id !== storeId || scan.member_id === null)
      throw new Refusal('not_found');
    if (this.clock.now() >= scan.expires_at) throw new Refusal('scan_expired');
    return scan.member_id;
  }

  private async around(
    rows: readonly PurchaseRow[],
    store: StoreEntry,
    viewer: StaffPrincipal,
    language: Language,
  ): Promise<Around> {
    const [staff, members] = await Promise.all([
      this.staff.nameOf(presentOf(rows.map((row) => row.staff_id))),
      namedMembers(
        this.database.read,
        rows.map((row) => row.member_id),
      ),
    ]);
    return { store, viewer, language, staff, members };
  }

  private cardOf(row: PurchaseRow, around: Around): RefundablePurchase {
    const { store, staff, members } = around;
    return {
      id: row.id,
      state: row.state,
      store_name: store.name,
      member_name_masked: row.member_id === null ? null : (members.get(row.member_id)?.name_masked ?? null),
      staff_name: staff.get(row.staff_id) ?? '',
      receipt_no: row.receipt_no,
      original_fen: row.original_fen,
      discount_fen: row.discount_fen,
      paid_fen: row.paid_fen,
      refunded_fen: row.refunded_fen,
      lines: row.bill_lines.map(({ name, quantity, amount_fen, discount_fen }, i) => ({
        name,
        quantity,
        paid_fen: amount_fen - discount_fen,
        refunded_fen: row.line_refunds_fen?.[i] ?? 0,
      })),
      points: row.points_total,
      points_taken_back: row.points_taken_back,
      at: toRfc3339(row.at),
      day: row.day,
      obstacle: this.obstacleOf(row, around),
    };
  }

  /** Why the viewer cannot refund any of it. */
  private obstacleOf(
    row: PurchaseRow,
    { store, viewer, members, language }: Around,
  ): RefundablePurchase['obstacle'] {
    const member = row.member_id === null ? undefined : members.get(row.member_id);
    const refused = refundObstacle(row, viewer, dayIn(this.clock.now(), store.timezone));
    if (refused) return spoken(refused, {}, language);
    if (member?.person_id === viewer.person_id) return spoken('own_subject', {}, language);
    if (row.state === 'undone') return spoken('purchase_undone', {}, language);
    if (row.refunded_fen === row.paid_fen) return spoken('refund_too_much', { available: '0' }, language);
    return null;
  }
}

function spoken(
  code: ErrorCode,
  params: ErrorParams,
  language: Language,
): NonNullable<RefundQuote['obstacle']> {
  return { code, detail: errorText(code, params, language) };
}
