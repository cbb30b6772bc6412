import type { TemplateCard } from '@shared/contract';

/** What can be claimed now before what comes later or is gone; else as the shop has put it. */
export function claimableFirst(items: readonly TemplateCard[]): TemplateCard[] {
  const later = (card: TemplateCard): number => (card.status === 'claimable' ? 0 : 1);
  return [...items].sort((one, other) => later(one) - later(other));
}
