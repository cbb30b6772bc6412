import { Injectable } from '@nestjs/common';
import type { CouponCard, CouponValue, Invitation } from '../../shared/contract';
import { dayIn, type Id, type Instant } from '../../shared/kernel';
import { canClaim, type ClaimCounts } from '../../shared/rules';
import type { ChannelRow } from '../channels';
import { couponCardOf, couponTemplates, usableCouponsOf, type TemplateRow } from '../coupons';
import { account, type AccountSpec } from '../ledger';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { StoreDirectory } from '../stores';
import { invitationOf, inviteByCode, isRunning } from '../referrals';
import { LandingOffers, type Gift, type InviteFound } from '../visits';

/** What landing pages promise and show, out of channels' budgets and coupons. */
@Injectable()
export class OffersOfFeatures extends LandingOffers {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly config: Config,
  ) {
    super();
  }

  /**
   * No promise that cannot be kept: the budget has room, and of the coupon there is one left that somebody without
   * a phone number or a purchase may have. The join asks the same rule under lock.
   * @rule A1 @rule C4
   */
  async giftOf(channel: ChannelRow, at: Instant): Promise<Gift | null> {
    if (channel.gift_budget !== null && (await this.left(account.channelBudget(channel.id))) < 1) return null;
    const template = await this.claimable(channel.gift_template_id, at);
    if (!template && channel.gift_points === 0) return null;
    return { template_id: template?.id ?? null, points: channel.gift_points };
  }

  async couponOf(templateId: Id<'template'>): Promise<{ title: string; value: CouponValue } | null> {
    const template = await this.template(templateId);
    return template && { title: template.title, value: template.value };
  }

  async usableAt(memberId: Id<'member'>, storeId: Id<'store'>, at: Instant): Promise<CouponCard[]> {
    const store = await this.stores.byId(storeId);
    if (!store) return [];
    const usable = await usableCouponsOf(this.database.read, memberId, store, at);
    // what can be used in a store is of its merchant
    return usable.map((coupon) => couponCardOf(coupon, store.merchant_name, at));
  }

  async inviteOf(code: string, at: Instant): Promise<InviteFound | null> {
    const found = await inviteByCode(this.database.read, code);
    return found && { merchant_id: found.program.merchant_id, running: isRunning(found.program, at) };
  }

  /** @rule R1 @rule R5 */
  async invitationOf(
    code: string,
    visit: Parameters<LandingOffers['invitationOf']>[1],
    at: Instant,
  ): Promise<Invitation | null> {
    const { timezone } = this.config.program;
    return invitationOf(this.database.read, code, { ...visit, at, timezone });
  }

  private async claimable(templateId: Id<'template'> | null, at: Instant): Promise<TemplateRow | null> {
    const template = templateId === null ? null : await this.template(templateId);
    if (!template) return null;
    const today = dayIn(at, this.config.program.timezone);
    const newcomer: ClaimCounts = {
      issued_today: template.issued_day === today ? template.issued_on_day : 0,
      by_member: 0,
      by_member_today: 0,
      by_phone: 0,
      has_phone: false,
      purchases_count: 0,
    };
    const terms = { ...template, stock_left: await this.left(account.stock(template.id)) };
    return canClaim(terms, newcomer, at, 'gift').ok ? template : null;
  }

  private async template(id: Id<'template'>): Promise<TemplateRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM coupon_templates WHERE id = ?', [id]);
    return raw ? couponTemplates.decode(raw) : null;
  }

  /** What an account can still give; nothing when it has never been given anything. */
  private async left({ id }: AccountSpec): Promise<number> {
    const [row] = await this.database.read.query<{ held: number | string }>(
      'SELECT credits_posted - debits_posted - debits_pending AS held FROM accounts WHERE id = ?',
      [id],
    );
    return Number(row?.held ?? 0);
  }
}
