import type { ConsoleOffer, ConsoleSale, FieldError } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import type { OfferTerms as ClaimTerms } from '../../shared/rules';
import type { StoreEntry } from '../stores';
import type { OfferRow, SaleRow } from './flash-sales.entity';

/** What an operator writes into a sale. */
export type SaleTerms = Pick<
  SaleRow,
  'name' | 'starts_at' | 'ends_at' | 'store_ids' | 'min_tier_level' | 'new_members_only' | 'hold_minutes'
>;

/** What an operator writes into an offer. */
export type OfferTerms = Pick<
  OfferRow,
  | 'title'
  | 'list_price_fen'
  | 'price_fen'
  | 'price_points'
  | 'per_member'
  | 'pickup_store_ids'
  | 'pickup_days'
  | 'on_missed'
  | 'counter_allowed'
  | 'restock'
>;

/** Terms that a change gives; what it leaves out stays. */
export type Given<Terms> = { readonly [Field in keyof Terms]?: Terms[Field] | undefined };

/** What cannot be, field by field; the contract has checked each value for itself. */
export function saleFaults({ starts_at, ends_at, store_ids }: SaleTerms): FieldError[] {
  const faults: FieldError[] = [];
  if (starts_at >= ends_at) faults.push({ field: 'ends_at', problem: '结束时间要晚于开始时间' });
  return [...faults, ...doubles('store_ids', store_ids)];
}

/** What cannot be, field by field; the contract has checked each value for itself. */
export function offerFaults(terms: OfferTerms & Pick<OfferRow, 'kind' | 'pieces'>): FieldError[] {
  const { kind, pieces, list_price_fen, price_fen, pickup_store_ids } = terms;
  const faults: FieldError[] = [];
  if (kind === 'coupon' && pieces !== 1) faults.push({ field: 'pieces', problem: '券每次只能领一张' });
  if (kind === 'coupon' && pickup_store_ids.length > 0)
    faults.push({ field: 'pickup_store_ids', problem: '券不用到店自提' });
  if (price_fen > list_price_fen) faults.push({ field: 'price_fen', problem: '抢购价不能高于原价' });
  return [...faults, ...doubles('pickup_store_ids', pickup_store_ids)];
}

function doubles(field: string, ids: readonly string[]): FieldError[] {
  return new Set(ids).size < ids.length ? [{ field, problem: '有重复的门店' }] : [];
}

/** The sale's terms after a change. */
export function changedSale(row: SaleTerms, given: Given<SaleTerms>): SaleTerms {
  return {
    name: given.name ?? row.name,
    starts_at: given.starts_at ?? row.starts_at,
    ends_at: given.ends_at ?? row.ends_at,
    store_ids: given.store_ids ?? row.store_ids,
    min_tier_level: given.min_tier_level ?? row.min_tier_level,
    new_members_only: given.new_members_only ?? row.new_members_only,
    hold_minutes: given.hold_minutes ?? row.hold_minutes,
  };
}

/** The offer's terms after a change. */
export function changedOffer(row: OfferTerms, given: Given<OfferTerms>): OfferTerms {
  return {
    title: given.title ?? row.title,
    list_price_fen: given.list_price_fen ?? row.list_price_fen,
    price_fen: given.price_fen ?? row.price_fen,
    price_points: given.price_points ?? row.price_points,
    per_member: given.per_member ?? row.per_member,
    pickup_store_ids: given.pickup_store_ids ?? row.pickup_store_ids,
    pickup_days: given.pickup_days ?? row.pickup_days,
    on_missed: given.on_missed ?? row.on_missed,
    counter_allowed: given.counter_allowed ?? row.counter_allowed,
    restock: given.restock ?? row.restock,
  };
}

/** Key of the row that counts the lapses of a member in a sale. */
export function lapsesId(saleId: Id<'sale'>, memberId: Id<'member'>): string {
  return `${saleId}:${memberId}`;
}

/** What decides who may claim a piece; `stockLeft` comes from the offer's account. */
export function offerTermsOf(sale: SaleRow, offer: OfferRow, stockLeft: number): ClaimTerms {
  return {
    starts_at: sale.starts_at,
    ends_at: sale.ends_at,
    min_tier_level: sale.min_tier_level,
    new_members_only: sale.new_members_only,
    sale_kind: sale.kind,
    sale_state: sale.state,
    offer_state: offer.state,
    per_member: offer.per_member,
    stock_left: stockLeft,
    waiting: offer.waiting,
  };
}

/**
 * Where an offer can be picked up: its own stores, else those of its sale, else all of the merchant that are open. A
 * coupon needs none.
 * @rule F1 @rule F7
 * @param all every store, closed ones included
 */
export function pickupStoresOf(
  sale: Pick<SaleRow, 'merchant_id' | 'store_ids'>,
  offer: Pick<OfferRow, 'kind' | 'pickup_store_ids'>,
  all: readonly StoreEntry[],
): { readonly id: Id<'store'>; readonly name: string }[] {
  if (offer.kind === 'coupon') return [];
  const named = new Set(offer.pickup_store_ids.length > 0 ? offer.pickup_store_ids : sale.store_ids);
  return all
    .filter(({ merchant_id, state }) => merchant_id === sale.merchant_id && state === 'open')
    .filter(({ id }) => named.size === 0 || named.has(id))
    .map(({ id, name }) => ({ id, name }));
}

/** A sale as the console shows it. */
export function consoleSaleOf(row: SaleRow): ConsoleSale {
  return {
    ...row,
    starts_at: toRfc3339(row.starts_at),
    ends_at: toRfc3339(row.ends_at),
    store_ids: [...row.store_ids],
    created_at: toRfc3339(row.created_at),
  };
}

/** An offer as the console shows it; `stockLeft` comes from its account. */
export function consoleOfferOf({ kind, template_id, ...row }: OfferRow, stockLeft: number): ConsoleOffer {
  return {
    ...row,
    goods: kind === 'coupon' && template_id !== null ? { kind, template_id } : { kind: 'item' },
    pickup_store_ids: [...row.pickup_store_ids],
    stock_left: stockLeft,
    created_at: toRfc3339(row.created_at),
  };
}
