import type { TemplateCard } from '@shared/contract';

/** Whether a coupon is gone, for somebody who has none of it. */
export function isOver({
  status,
  claimed_by_me: mine,
}: Pick<TemplateCard, 'status' | 'claimed_by_me'>): boolean {
  return mine === 0 && (status === 'sold_out' || status === 'ended');
}

/** What can be claimed now before what comes later or is mine, and what is gone at the end; else as the shop has put it. */
export function claimableFirst(items: readonly TemplateCard[]): TemplateCard[] {
  const rank = (card: TemplateCard): number => (card.status === 'claimable' ? 0 : isOver(card) ? 2 : 1);
  return [...items].sort((one, other) => rank(one) - rank(other));
}
