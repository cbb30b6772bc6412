import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Client } from '../support/app';

interface Waiter {
  readonly token: string;
}

/** Joins a waiting list, and answers whatever comes. */
export function joinWait(app: Client, { token }: Waiter, id: Id<'offer'>, key?: string) {
  return app.call('POST /offers/{id}/waits', {
    token,
    params: { id },
    ...(key === undefined ? {} : { key }),
  });
}

/** `waiting`, or the code of the refusal. */
export async function waitSays(app: Client, waiter: Waiter, id: Id<'offer'>): Promise<string> {
  const { status, body } = await joinWait(app, waiter, id);
  return status === 201 ? body.state : String(body.code);
}

/** `left`, or the code of the refusal. */
export async function leaveWait(app: Client, { token }: Waiter, id: Id<'wait'>): Promise<string> {
  const { status, body } = await app.call('POST /me/waits/{id}/cancellations', { token, params: { id } });
  return status === 201 ? body.state : String(body.code);
}

/** The only wait of a member for an offer. */
export async function myWait(app: Client, { token }: Waiter, offer: Id<'offer'>) {
  const { items } = await app.ok('GET /me/waits', { token, query: { limit: 100 } });
  const [own, ...more] = items.filter(({ offer_id }) => offer_id === offer);
  if (more.length > 0) throw new Error('more than one');
  return own;
}

/** Gives up an order; fails the test when it is refused. */
export async function cancel(app: Client, { token }: Waiter, id: Id<'order'>): Promise<void> {
  await app.ok('POST /me/orders/{id}/cancellations', { token, params: { id } });
}

/** Changes a sale, whatever its version is. */
export async function editSale(
  app: Client,
  id: Id<'sale'>,
  change: Omit<BodyInputOf<Routes['PATCH /console/flash-sales/{id}']>, 'version'>,
): Promise<void> {
  const token = await app.asConsole();
  const { items } = await app.ok('GET /console/flash-sales', { token, query: { limit: 100 } });
  const version = items.find((sale) => sale.id === id)?.version ?? 0;
  await app.ok('PATCH /console/flash-sales/{id}', { token, params: { id }, body: { version, ...change } });
}
