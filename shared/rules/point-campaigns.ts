import type { Id } from '../kernel/ids';
import type { Day } from '../kernel/time';
import type { WallClock } from '../kernel/zone';
import { isUsableTime } from './coupon-use';

/** When and where a point campaign counts. Days, weekdays and minutes are those of the store. */
export interface CampaignTerms {
  readonly id: Id<'point_campaign'>;
  readonly multiplier_bp: number;
  /** 1 Monday … 7 Sunday; empty means every day. */
  readonly weekdays: readonly number[];
  /** Empty means all stores of the merchant. */
  readonly store_ids: readonly Id<'store'>[];
  /** Both days included; `to_day` null runs on. */
  readonly from_day: Day;
  readonly to_day: Day | null;
  /** From included, to not; both null: the whole day. A `from` after `to` runs past midnight. */
  readonly from_minute: number | null;
  readonly to_minute: number | null;
  readonly state: 'active' | 'paused';
}

/** Whether a campaign counts for a purchase in `storeId` at `wall`, the clock of that store. @rule P1 */
export function campaignFits(campaign: CampaignTerms, storeId: Id<'store'>, wall: WallClock): boolean {
  const { store_ids, from_day, to_day } = campaign;
  return (
    campaign.state === 'active' &&
    (store_ids.length === 0 || store_ids.includes(storeId)) &&
    from_day <= wall.day &&
    (to_day === null || wall.day <= to_day) &&
    isUsableTime(campaign, wall)
  );
}

/** The one campaign that counts: the largest that fits, of equal ones the older; they never add up. @rule P1 */
export function bestCampaign<Campaign extends CampaignTerms>(
  campaigns: readonly Campaign[],
  storeId: Id<'store'>,
  wall: WallClock,
): Campaign | null {
  return campaigns.reduce<Campaign | null>((best, campaign) => {
    if (!campaignFits(campaign, storeId, wall)) return best;
    const isBetter =
      best === null ||
      campaign.multiplier_bp > best.multiplier_bp ||
      (campaign.multiplier_bp === best.multiplier_bp && campaign.id < best.id);
    return isBetter ? campaign : best;
  }, null);
}
