import { Injectable } from '@nestjs/common';
import type { Landing } from '../../shared/contract';
import type { Instant } from '../../shared/kernel';
import { ChannelDirectory } from '../channels';
import type { Place } from '../ledger';
import { MemberDirectory } from '../members';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { StaffDirectory } from '../staff';
import { storeCardOf, StoreDirectory, type StoreEntry } from '../stores';
import type { Arrival, VisitAnswer, VisitInput } from './visits.commands';
import { LandingOffers, type Gift, type InviteFound } from './visits.offers';
import { isActiveStaff } from './visits.queries';
import { codeOf, inviteOutcomeOf, isInviteCode, nearestPlace, outcomeOf } from './visits.rules';

/** Finds out where a scene leads, and shows that place. */
@Injectable()
export class Landings {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelDirectory,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly members: MemberDirectory,
    private readonly offers: LandingOffers,
    private readonly clock: Clock,
  ) {}

  /** @rule A3 Whatever was scanned, there is a page for it. */
  async arrive({ scene, invite, person_id, member_id }: VisitInput): Promise<Arrival> {
    const at = this.clock.now();
    const code = codeOf(scene);
    const channel = code === null ? null : await this.channels.byCode(code);
    const invited = await this.invitedBy(invite, at);
    const outcome = inviteOutcomeOf(scene, invite, invited?.running ?? null) ?? outcomeOf(scene, channel, at);
    const own = channel?.store_id ? await this.stores.byId(channel.store_id) : null;
    const landing = nearestPlace(
      own,
      own?.state === 'open' ? [] : await this.stores.all(),
      own ? own.merchant_id : (invited?.merchant_id ?? null),
    );
    const isGuided = channel?.staff_id ? await isActiveStaff(this.database.read, channel.staff_id) : false;
    const isPromising = channel !== null && outcome === 'ok';
    const isNewcomer =
      member_id === null && (isPromising || invited !== null) && !(await this.members.isFormer(person_id));
    return {
      outcome,
      channel_id: channel?.id ?? null,
      store_id: own?.id ?? null,
      staff_id: isGuided ? (channel?.staff_id ?? null) : null,
      landing_store_id: landing?.id ?? null,
      gift: isPromising && isNewcomer ? await this.offers.giftOf(channel, at) : null,
      invite_code: invited && invite,
      is_newcomer: isNewcomer,
      place: own && placeOf(own),
    };
  }

  /** The page of a visit. What was found then stays; what a store or a wallet shows is as of now. */
  async show(visit: VisitAnswer): Promise<Landing> {
    const at = this.clock.now();
    const store = visit.store_id === null ? null : await this.stores.byId(visit.store_id);
    const isMember = visit.member_id !== null;
    const { invite_code: code } = visit;
    const [staffName, gift, invite, usable] = await Promise.all([
      visit.staff_id === null ? null : this.staff.nameOf([visit.staff_id]),
      visit.gift && this.giftShown(visit.gift),
      code ? this.offers.invitationOf(code, visit, at) : null,
      visit.member_id === null || !store ? [] : this.offers.usableAt(visit.member_id, store.id, at),
    ]);
    const name = visit.staff_id === null ? undefined : staffName?.get(visit.staff_id);
    return {
      outcome: visit.outcome,
      store: store && storeCardOf(store, at),
      staff: name === undefined ? null : { name },
      gift,
      arm: null,
      invite,
      member: isMember,
      usable_here: usable,
    };
  }

  private async invitedBy(invite: string | null, at: Instant): Promise<InviteFound | null> {
    return isInviteCode(invite) ? this.offers.inviteOf(invite, at) : null;
  }

  private async giftShown(gift: Gift): Promise<Landing['gift']> {
    const coupon = gift.template_id === null ? null : await this.offers.couponOf(gift.template_id);
    return { coupon, points: gift.points };
  }
}

function placeOf({ id, merchant_id, timezone }: StoreEntry): Place {
  return { merchant_id, store_id: id, timezone };
}
