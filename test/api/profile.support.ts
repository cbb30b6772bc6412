import type { MemberProfile } from '../../shared/contract';
import type { Reply, TestApp } from '../support/app';
import { base64, png } from '../support/pictures';
import { joinCustomer, type Customer } from './counter.support';

export type { Customer } from './counter.support';

/** A member of their own for each test. */
export function someone(app: TestApp): Promise<Customer> {
  return joinCustomer(app);
}

/** Hands in a picture; `shade` makes it another one. */
export function putPicture(
  app: TestApp,
  { token }: { readonly token: string },
  shade = 128,
  key?: string,
): Promise<Reply<MemberProfile & { code?: string }>> {
  const body = { picture: base64(png({ shade })) };
  return app.call('PUT /me/avatar', { token, body, ...(key === undefined ? {} : { key }) });
}

/** What is read at a picture's address. */
export function readPicture(app: TestApp, url: string | null | undefined): Promise<Reply<unknown>> {
  return app.raw({ method: 'GET', url: `/api/v1${url ?? '/pictures/none'}` });
}

/** How many pictures are kept, and how many pieces of them. */
export async function keptPictures(app: TestApp): Promise<readonly [pictures: number, pieces: number]> {
  const count = async (table: string): Promise<number> => {
    const [row] = await app.db.database.read.query<{ n: number | string }>(
      `SELECT COUNT(*) AS n FROM ${table}`,
    );
    return Number(row?.n);
  };
  return [await count('pictures'), await count('picture_pieces')];
}

/** A word for the sandbox's control surface. */
export async function control(app: TestApp, path: string, body: object): Promise<void> {
  const answer = await fetch(`${app.sandboxUrl}/_control/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`sandbox ${path} answered ${answer.status} ${await answer.text()}`);
}

/** How often the sandbox was asked at a path. */
export async function askedAt(app: TestApp, path: string): Promise<number> {
  const answer = await fetch(`${app.sandboxUrl}/_control/calls?path=${encodeURIComponent(path)}`);
  return ((await answer.json()) as { calls: unknown[] }).calls.length;
}
