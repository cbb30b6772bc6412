import { Injectable } from '@nestjs/common';
import { errorText, type Quote, type ScanPreview } from '../../shared/contract';
import type { Day, Id, Instant } from '../../shared/kernel';
import { ChannelDirectory } from '../channels';
import { CouponWallet, loadCoupons, obstacleAt, type CouponRow } from '../coupons';
import { MemberDirectory } from '../members';
import { MerchantDirectory } from '../merchants';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal, type Language } from '../platform/http';
import { campaignsAround, memberPoints, programDay } from '../points';
import { earnedOn, earningOf, type EarningBill } from '../purchases';
import { StoreDirectory, type StoreEntry } from '../stores';
import { progressAfter, TierDirectory, tierTermsOf } from '../tiers';
import { NO_EARNING, paidBill, settle, type Obstacle } from './checkout.rules';
import { scans, type ScanRow } from './counter.entity';
import { PickupViews } from './pickup.views';
import type { QuotedBill } from './quoted-bill';
import { Redeemers } from './redeemers';
import type { ScanAnswer } from './scan.command';

/** What the assistant's screen shows of a scan. Reads only; nothing here decides anything. @rule C6 */
@Injectable()
export class CounterViews {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly merchants: MerchantDirectory,
    private readonly stores: StoreDirectory,
    private readonly channels: ChannelDirectory,
    private readonly tiers: TierDirectory,
    private readonly wallet: CouponWallet,
    private readonly redeemers: Redeemers,
    private readonly pickups: PickupViews,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** What a scan is of, as it stands now. */
  async preview(viewer: StaffPrincipal, scan: ScanAnswer, language: Language): Promise<ScanPreview> {
    const store = await this.storeOf(scan.store_id);
    if (scan.channel_id !== null) return this.channelPreview(scan.channel_id);
    const memberId = scan.member_id;
    const member = memberId && (await this.members.glimpse(memberId, this.today()));
    if (!member) throw new Error(`scan ${scan.scan_id} names no member`);
    if (scan.kind === 'pickup' && scan.order_id !== null) {
      const shown = await this.pickups.preview(viewer, scan.order_id, store, language);
      return { kind: 'pickup', member, ...shown };
    }
    if (scan.coupon_id === null) {
      return { kind: 'member', member, usable_here: await this.wallet.usableHere(member.id, store) };
    }
    const [coupon] = await loadCoupons(this.database.read, [scan.coupon_id]);
    const detail = await this.wallet.detail(scan.coupon_id);
    if (!coupon || !detail) throw new Error(`scan ${scan.scan_id} names no coupon`);
    const obstacle = obstacleAt(coupon, store, this.clock.now());
    return {
      kind: 'coupon',
      member,
      coupon: detail,
      usable_here: obstacle === null,
      obstacle: await this.spoken(obstacle, coupon, language),
    };
  }

  /**
   * What a bill comes to with a scan, by the same functions that confirm uses.
   * @throws Refusal `not_found` unless it is the caller's own scan, at a store where they work; `scan_expired`
   */
  async quote(
    staff: StaffPrincipal,
    scanId: Id<'scan'>,
    bill: QuotedBill,
    language: Language,
  ): Promise<Quote> {
    const scan = await this.ticket(staff, scanId);
    const at = this.clock.now();
    if (scan.member_id === null) throw new Refusal('not_found');
    if (at >= scan.expires_at) throw new Refusal('scan_expired');
    const store = await this.storeOf(scan.store_id);
    const coupon = await this.couponFor(scan, scan.member_id, bill.coupon_id);
    const { amount_fen, lines } = bill;
    const { settlement, obstacle } = settle(coupon, { amount_fen, lines }, store, at);
    return {
      ...settlement,
      line_discounts_fen: [...settlement.line_discounts_fen],
      ...(await this.earning(scan.member_id, store, paidBill(lines ?? [], settlement), at)),
      coupon: coupon && { id: coupon.id, title: coupon.snapshot.title, value: coupon.snapshot.value },
      obstacle: await this.spoken(obstacle, coupon, language),
    };
  }

  private async ticket(staff: StaffPrincipal, scanId: Id<'scan'>): Promise<ScanRow> {
    const [raw] = await this.database.read.query('SELECT * FROM scans WHERE id = ?', [scanId]);
    const scan = raw ? scans.decode(raw) : null;
    const isOwn = scan?.staff_id === staff.staff_id && staff.store_ids.includes(scan.store_id);
    if (!scan || !isOwn) throw new Refusal('not_found');
    return scan;
  }

  private async couponFor(
    scan: ScanRow,
    memberId: Id<'member'>,
    picked: Id<'coupon'> | undefined,
  ): Promise<CouponRow | null> {
    const id = scan.coupon_id ?? picked ?? null;
    if (id === null) return null;
    const [coupon] = await loadCoupons(this.database.read, [id]);
    const isWrong = picked !== undefined && picked !== id;
    if (coupon?.member_id !== memberId || isWrong) throw new Refusal('not_found');
    return coupon;
  }

  private async earning(
    memberId: Id<'member'>,
    store: StoreEntry,
    bill: EarningBill,
    at: Instant,
  ): Promise<Pick<Quote, 'earning' | 'tier'>> {
    const merchant = await this.merchants.byId(store.merchant_id);
    const member = await this.members.byId(memberId);
    if (!merchant || !member) return { earning: NO_EARNING, tier: null };
    const { read } = this.database;
    const policy = this.config.program;
    const today = programDay(policy, at);
    const [{ debt }, earnedBefore, campaigns, standing] = await Promise.all([
      memberPoints(read, memberId, today),
      earnedOn(read, memberId, merchant.id, today),
      campaignsAround(read, merchant.id, at),
      this.tiers.standing(member, today),
    ]);
    const tier = tierTermsOf(standing);
    const terms = { rule: merchant.point_rule, campaigns, store, tier, policy };
    const earned = earningOf(bill, terms, { earned_before: earnedBefore, debt }, at);
    return { earning: earned.earning, tier: progressAfter(standing, earned.growth) };
  }

  private async channelPreview(channelId: Id<'channel'>): Promise<ScanPreview> {
    const channel = await this.channels.byId(channelId);
    if (!channel) throw new Error(`no channel ${channelId}`);
    const store = channel.store_id === null ? null : await this.stores.byId(channel.store_id);
    return {
      kind: 'channel',
      channel: { id: channel.id, name: channel.name, store_name: store?.name ?? null },
    };
  }

  private async spoken(
    obstacle: Obstacle | null,
    coupon: CouponRow | null,
    language: Language,
  ): Promise<{ code: string; detail: string } | null> {
    if (!obstacle) return null;
    const { code } = obstacle;
    const params =
      coupon && code === 'coupon_redeemed' ? await this.redeemers.paramsOf(coupon.id) : obstacle.params;
    return { code, detail: errorText(code, params, language) };
  }

  private async storeOf(id: Id<'store'>): Promise<StoreEntry> {
    const store = await this.stores.byId(id);
    if (!store) throw new Error(`no store ${id}`);
    return store;
  }

  private today(): Day {
    return programDay(this.config.program, this.clock.now());
  }
}
