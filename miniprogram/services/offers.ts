import type { OfferCard, SaleCard } from '@shared/contract';
import { t } from '@/texts';
import { dayOf, pointsText, shortDay, timeOf, whenText, yuan } from './format';

export type SalePhase = 'soon' | 'on' | 'over';

/** Where a sale is for me. @param now the server's time, epoch ms @rule F1 */
export function phaseOf(sale: Pick<SaleCard, 'opens_at' | 'ends_at'>, now: number): SalePhase {
  if (now >= Date.parse(sale.ends_at)) return 'over';
  return now >= Date.parse(sale.opens_at) ? 'on' : 'soon';
}

/** What is on first, the one that ends first before the others; then what is to come; then what is over. */
export function inOrder(sales: readonly SaleCard[], now: number): SaleCard[] {
  const rank = { on: 0, soon: 1, over: 2 } as const;
  const moment = (sale: SaleCard): number =>
    Date.parse(phaseOf(sale, now) === 'soon' ? sale.opens_at : sale.ends_at);
  return [...sales].sort(
    (a, b) =>
      rank[phaseOf(a, now)] - rank[phaseOf(b, now)] || moment(a) - moment(b) || (a.id < b.id ? -1 : 1),
  );
}

/** `10:00` of today, else `11月23日 10:00`. @param now the server's time, epoch ms */
export function momentText(at: string, now: number): string {
  const today = dayOf(new Date(now).toISOString()) === dayOf(at);
  return today ? timeOf(at) : t.common.dayAndTime(shortDay(dayOf(at)), timeOf(at));
}

/** When it is on, for its chip: until when while it is on, from when before, when it ended after. @rule F1 */
export function sessionText(sale: Pick<SaleCard, 'opens_at' | 'ends_at'>, now: number): string {
  const phase = phaseOf(sale, now);
  const words = t.shop.sales.session;
  const at = momentText(phase === 'soon' ? sale.opens_at : sale.ends_at, now);
  return words[phase](at);
}

/** The whole time of a sale: `10:00–12:00`, with the days where it is not today's. @rule F1 */
export function spanText(sale: Pick<SaleCard, 'opens_at' | 'ends_at'>, now: number): string {
  const { opens_at: from, ends_at: to } = sale;
  const end = dayOf(from) === dayOf(to) ? timeOf(to) : whenText(to);
  return t.shop.sales.span(momentText(from, now), end);
}

type Audience = Pick<SaleCard, 'min_tier_name' | 'new_members_only'>;

/** For whom a sale is, in a word or two; nothing where it is for everybody. @rule F1 */
export function audienceTags({ min_tier_name: tier, new_members_only: newcomers }: Audience): string[] {
  const words = t.shop.sales.only;
  return [...(tier === null ? [] : [words.tier(tier)]), ...(newcomers ? [words.newcomers] : [])];
}

/** The same in a sentence; null where it is for everybody. */
export function audienceText({ min_tier_name: tier, new_members_only: newcomers }: Audience): string | null {
  const words = t.shop.sales.only;
  const who = [...(tier === null ? [] : [words.tier(tier)]), ...(newcomers ? [words.notYetBuyers] : [])];
  return who.length === 0 ? null : words.text(who);
}

/** A price in words: `300 积分 + ¥9.90`. */
export function priceText(price: { readonly price_fen: number; readonly price_points: number }): string {
  const words = t.shop.sales;
  const points = price.price_points > 0 ? words.points(pointsText(price.price_points)) : null;
  const money = price.price_fen > 0 ? `${t.common.yuan}${yuan(price.price_fen)}` : null;
  return [points, money].filter((part) => part !== null).join(` ${words.and} `) || words.free;
}

/** How much of an offer is gone, in words. */
export function stockText(offer: Pick<OfferCard, 'stock_left' | 'stock_total'>, phase: SalePhase): string {
  const words = t.shop.sales;
  if (phase === 'soon') return words.plenty(pointsText(offer.stock_total));
  if (offer.stock_left <= 0) return words.allTaken;
  const taken = Math.floor((1 - offer.stock_left / Math.max(offer.stock_left, offer.stock_total)) * 100);
  return words.taken(taken, pointsText(offer.stock_left));
}
