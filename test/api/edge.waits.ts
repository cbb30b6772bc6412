import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import type { Customer } from './counter.support';
import type { EdgeOfWaits, GivenByRoute } from './edge';
import { createOffer } from './flash-sales.support';
import { joinWait } from './waits.support';

/** Sets that part of the stage. */
export async function openWaits(app: TestApp, ann: Customer, sale: Id<'sale'>): Promise<EdgeOfWaits> {
  const joined = await joinWait(app, ann, await createOffer(app, sale, { stock: 0 }));
  return { to_join: await createOffer(app, sale, { stock: 0 }), wait: joined.body.id };
}

/** What is sent about it. */
export function ofWaits({ to_join, wait }: EdgeOfWaits): GivenByRoute {
  return {
    'POST /offers/{id}/waits': { params: { id: to_join } },
    'POST /me/waits/{id}/cancellations': { params: { id: wait } },
  };
}
