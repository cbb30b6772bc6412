import type { CouponCard, CouponValue, Invitation } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import type { ChannelRow } from '../channels';

/** What joining through a channel gives. */
export interface Gift {
  readonly template_id: Id<'template'> | null;
  readonly points: number;
}

/** What an invite code stands for. */
export interface InviteFound {
  readonly merchant_id: Id<'merchant'>;
  /** Whether its program runs. */
  readonly running: boolean;
}

/** A visit as it was answered, and whether who made it could still join. */
export interface VisitMade {
  readonly visit_id: Id<'visit'>;
  readonly is_newcomer: boolean;
}

/** What a landing page says about things that features above this one keep; they bind it. Reads only. */
export abstract class LandingOffers {
  /** What a newcomer who joins by one tap would get now; null when nothing is promised or nothing is left. */
  abstract giftOf(channel: ChannelRow, at: Instant): Promise<Gift | null>;
  /** What a template gives, as a gift is shown. */
  abstract couponOf(
    templateId: Id<'template'>,
  ): Promise<{ readonly title: string; readonly value: CouponValue } | null>;
  /** Whose invite a code is; null for one that nobody has. */
  abstract inviteOf(code: string, at: Instant): Promise<InviteFound | null>;
  /** What an invite's page says at `at` to whoever made a visit. Null as above. */
  abstract invitationOf(code: string, visit: VisitMade, at: Instant): Promise<Invitation | null>;
  /** The member's coupons that can be used in a store at `at`. */
  abstract usableAt(memberId: Id<'member'>, storeId: Id<'store'>, at: Instant): Promise<CouponCard[]>;
}
