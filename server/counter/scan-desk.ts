import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import type { ParsedCode } from '../../shared/rules';
import { ChannelDirectory } from '../channels';
import { CouponWallet, type CouponRow } from '../coupons';
import { accepted, Ledger, type Accepted } from '../ledger';
import { MemberDirectory, type MemberRow } from '../members';
import { orderByNumber } from '../orders';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { CodeGuard } from './code-guard';
import { codeSubject, judgeCode, readScanned } from './counter.rules';
import { storeObstacle } from './counter.staff';
import { Redeemers } from './redeemers';
import { scan, type ScanAnswer, type ScanTarget } from './scan.command';

/** What the number of a code stands for. */
type Subject =
  | { readonly kind: 'member' }
  | { readonly kind: 'coupon'; readonly coupon_id: Id<'coupon'> }
  | { readonly kind: 'pickup'; readonly order_id: Id<'order'> };

/** A code whose digits are right. */
interface Found {
  readonly target: ScanTarget;
  readonly member: MemberRow;
  readonly coupon: CouponRow | null;
}

/** Finds out what a scanned code is. @rule S2 @rule M7 */
@Injectable()
export class ScanDesk {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly wallet: CouponWallet,
    private readonly channels: ChannelDirectory,
    private readonly guard: CodeGuard,
    private readonly redeemers: Redeemers,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a ticket for a code. A replay of an accepted scan is answered without looking at the code again: its step
   * is used up, and the assistant is not to be told so about their own scan. But only while the ticket lasts and they
   * work there: the preview says how the member stands now, and the member may be gone.
   * @throws Refusal as the contract lists
   */
  async open(
    staff: StaffPrincipal,
    body: { readonly code: string; readonly store_id: Id<'store'> },
    key: string,
  ): Promise<Accepted<ScanAnswer>> {
    const recalled = await this.ledger.recall<ScanAnswer>(scan.kind, body, key);
    const obstacle = storeObstacle(staff.store_ids, body.store_id);
    if (obstacle) throw new Refusal(obstacle);
    if (recalled?.ok && this.clock.now() >= recalled.answer.expires_at) throw new Refusal('code_expired');
    if (recalled) return accepted(Promise.resolve(recalled));
    const target = await this.targetOf(staff, body.code);
    const input = { staff_id: staff.staff_id, store_id: body.store_id, target };
    const actor = { kind: 'staff', id: staff.staff_id } as const;
    return accepted(this.ledger.run(scan, input, { key, actor, content: body }));
  }

  private async targetOf(staff: StaffPrincipal, text: string): Promise<ScanTarget> {
    const read = readScanned(text);
    if (read.kind === 'malformed') throw new Refusal('code_malformed');
    if (read.kind === 'channel') return this.channelOf(read.channel_code);
    const { code } = read;
    const subject = codeSubject(code.kind, code.number);
    let problem: 'code_expired' | 'code_unknown' = 'code_unknown';
    const found = await this.guard.attempt(subject, staff.staff_id, async () => {
      const judged = await this.look(code, subject);
      if (judged === 'expired') problem = 'code_expired';
      return typeof judged === 'string' ? null : judged;
    });
    if (!found) throw new Refusal(problem);
    if (found.member.person_id === staff.person_id) throw new Refusal('own_subject');
    if (found.coupon) await this.refuseSpent(found.coupon);
    return found.target;
  }

  private async look(code: ParsedCode, subject: string): Promise<Found | 'expired' | 'unknown'> {
    const about = await this.subjectOf(code);
    if (!about?.member) return 'unknown';
    const { member, coupon, of } = about;
    const secret = Buffer.from(this.members.codeSecretOf(member), 'base64url');
    const judged = judgeCode({ ...code, secret, at: this.clock.now() });
    if (typeof judged === 'string') return judged;
    return { target: { ...of, member_id: member.id, subject, step: judged.step }, member, coupon };
  }

  /** Receipts have numbers of their own kind, of which there are none: unknown like any other. */
  private async subjectOf({ kind, number }: ParsedCode): Promise<{
    readonly of: Subject;
    readonly member: MemberRow | null;
    readonly coupon: CouponRow | null;
  } | null> {
    if (kind === 'member') {
      return { of: { kind }, member: await this.members.byCardNo(number), coupon: null };
    }
    if (kind === 'coupon') {
      const coupon = await this.wallet.byNumber(number);
      if (!coupon) return null;
      const member = await this.members.byId(coupon.member_id);
      return { of: { kind, coupon_id: coupon.id }, member, coupon };
    }
    const order = kind === 'pickup' ? await orderByNumber(this.database.read, number) : null;
    if (!order) return null;
    const member = await this.members.byId(order.member_id);
    return { of: { kind: 'pickup', order_id: order.id }, member, coupon: null };
  }

  /** What no bill can change is said at once; the rest is an obstacle in the preview. @rule C6 @rule C11 */
  private async refuseSpent(coupon: CouponRow): Promise<void> {
    if (coupon.state === 'redeemed') {
      throw new Refusal('coupon_redeemed', await this.redeemers.paramsOf(coupon.id));
    }
    const isOver = coupon.state === 'issued' && this.clock.now() >= coupon.valid_to_at;
    if (isOver || coupon.state === 'expired') throw new Refusal('coupon_expired');
  }

  private async channelOf(code: string): Promise<ScanTarget> {
    const channel = await this.channels.byCode(code);
    if (!channel) throw new Refusal('code_unknown');
    return { kind: 'channel', channel_id: channel.id };
  }
}
