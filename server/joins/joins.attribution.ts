import type { Id } from '../../shared/kernel';
import { channels, type ChannelRow } from '../channels';
import { account, mergeRefs, owner, rowsBy, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import { staff } from '../staff';
import { stores } from '../stores';
import { firstChannelVisit, visitById, type VisitRow } from '../visits';

/**
 * The visit that says how somebody came: the named one if it came through a channel, else the first that did.
 * A named one must be the person's own.
 * @rule M3
 */
export async function attributingVisit(
  read: Reader,
  visitId: Id<'visit'> | null,
  personId: Id<'person'>,
): Promise<VisitRow | null | 'unknown'> {
  const named = visitId === null ? null : await visitById(read, visitId);
  if (visitId !== null && named?.person_id !== personId) return 'unknown';
  return named?.channel_id ? named : ((await firstChannelVisit(read, personId)) ?? named);
}

/** What must be locked and loaded of the channel and the guide that a visit belongs to. */
export function attributionRefs(visit: VisitRow | null): Partial<Refs<unknown>> {
  const channelId = visit?.channel_id ?? null;
  const staffId = visit?.staff_id ?? null;
  return mergeRefs(
    channelId === null
      ? {}
      : {
          owners: [owner.channel(channelId)],
          accounts: [account.channelBudget(channelId)],
          rows: [rowsBy(channels, 'id', [channelId])],
        },
    staffId === null ? {} : { owners: [owner.staff(staffId)], rows: [rowsBy(staff, 'id', [staffId])] },
  );
}

/** The coupon that the channel of a visit gives, by a plain read; the decision makes sure that it still does. */
export async function giftTemplateOf(read: Reader, visit: VisitRow | null): Promise<Id<'template'> | null> {
  if (!visit?.channel_id) return null;
  const [raw] = await read.query('SELECT * FROM channels WHERE id = ?', [visit.channel_id]);
  return raw ? channels.decode(raw).gift_template_id : null;
}

/** Whether a channel gives anything to who joins through it. */
export function isGiving(channel: ChannelRow | undefined): channel is ChannelRow {
  return channel !== undefined && (channel.gift_template_id !== null || channel.gift_points > 0);
}

/** Where a visit was. */
export async function placeOf(read: Reader, visit: VisitRow | null): Promise<Pick<Refs<unknown>, 'place'>> {
  if (!visit?.store_id) return {};
  const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [visit.store_id]);
  if (!raw) return {};
  const { id, merchant_id, timezone } = stores.decode(raw);
  return { place: { merchant_id, store_id: id, timezone } };
}
