import { type PayWorld } from './pay-world';
import { receiveLate } from './payer';
import { settleDue } from './refunds';

/** Does what is due by now: late money comes, and refunds come to their end. */
export function catchUp(world: PayWorld): void {
  receiveLate(world);
  settleDue(world);
}
