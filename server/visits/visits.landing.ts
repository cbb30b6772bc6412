import { Injectable } from '@nestjs/common';
import type { Landing } from '../../shared/contract';
import { ChannelDirectory } from '../channels';
import type { Place } from '../ledger';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { StaffDirectory } from '../staff';
import { storeCardOf, StoreDirectory, type StoreEntry } from '../stores';
import type { Arrival, VisitAnswer, VisitInput } from './visits.commands';
import { LandingOffers, type Gift } from './visits.offers';
import { isActiveStaff } from './visits.queries';
import { codeOf, nearestPlace, outcomeOf } from './visits.rules';

/** Finds out where a scene leads, and shows that place. */
@Injectable()
export class Landings {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelDirectory,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly offers: LandingOffers,
    private readonly clock: Clock,
  ) {}

  /** @rule A3 Whatever was scanned, there is a page for it. */
  async arrive({ scene, member_id: memberId }: VisitInput): Promise<Arrival> {
    const at = this.clock.now();
    const code = codeOf(scene);
    const channel = code === null ? null : await this.channels.byCode(code);
    const outcome = outcomeOf(scene, channel, at);
    const own = channel?.store_id ? await this.stores.byId(channel.store_id) : null;
    const landing = nearestPlace(own, own?.state === 'open' ? [] : await this.stores.all());
    const isGuided = channel?.staff_id ? await isActiveStaff(this.database.read, channel.staff_id) : false;
    const isPromising = channel !== null && outcome === 'ok' && memberId === null;
    return {
      outcome,
      channel_id: channel?.id ?? null,
      store_id: own?.id ?? null,
      staff_id: isGuided ? (channel?.staff_id ?? null) : null,
      landing_store_id: landing?.id ?? null,
      gift: isPromising ? await this.offers.giftOf(channel, at) : null,
      place: own && placeOf(own),
    };
  }

  /** The page of a visit. What was found then stays; what a store or a wallet shows is as of now. */
  async show(visit: VisitAnswer): Promise<Landing> {
    const at = this.clock.now();
    const store = visit.store_id === null ? null : await this.stores.byId(visit.store_id);
    const isMember = visit.member_id !== null;
    const [staffName, gift, usable] = await Promise.all([
      visit.staff_id === null ? null : this.staff.nameOf([visit.staff_id]),
      visit.gift && this.giftShown(visit.gift),
      visit.member_id === null || !store ? [] : this.offers.usableAt(visit.member_id, store.id, at),
    ]);
    const name = visit.staff_id === null ? undefined : staffName?.get(visit.staff_id);
    return {
      outcome: visit.outcome,
      store: store && storeCardOf(store, at),
      staff: name === undefined ? null : { name },
      gift,
      arm: null,
      invite: null,
      member: isMember,
      usable_here: usable,
    };
  }

  private async giftShown(gift: Gift): Promise<Landing['gift']> {
    const coupon = gift.template_id === null ? null : await this.offers.couponOf(gift.template_id);
    return { coupon, points: gift.points };
  }
}

function placeOf({ id, merchant_id, timezone }: StoreEntry): Place {
  return { merchant_id, store_id: id, timezone };
}
