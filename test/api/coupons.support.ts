import type { BodyInputOf, CouponLimits, CouponValidity, Routes, TemplateCard } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { phoneCode } from '../support/app';
import { createShop, createTemplate, freshPhone, joinNew, type Shop } from './joins.support';

type TemplateBody = BodyInputOf<Routes['POST /console/coupon-templates']>;

export const NO_LIMITS: CouponLimits = {
  per_member: null,
  per_member_day: null,
  per_day: null,
  per_phone: null,
};

/** A week from the claim. */
export const A_WEEK: CouponValidity = { kind: 'relative', days: 7, start_after_days: 0 };

/** Somebody who has joined, as the tests of coupons need them. */
export interface Claimer {
  readonly token: string;
  readonly id: Id<'member'>;
  readonly openid: string;
}

export async function claimer(app: TestApp): Promise<Claimer> {
  const { token, openid, joined } = await joinNew(app);
  return { token, openid, id: joined.member.id };
}

/** Several at once, a few at a time. */
export async function claimers(app: TestApp, count: number): Promise<Claimer[]> {
  const all: Claimer[] = [];
  while (all.length < count) {
    const some = Array.from({ length: Math.min(25, count - all.length) }, () => claimer(app));
    all.push(...(await Promise.all(some)));
  }
  return all;
}

/** Gives a member a verified phone number. */
export async function verifyPhone(app: TestApp, member: Claimer): Promise<void> {
  const code = await phoneCode(app, member.openid, freshPhone());
  await app.ok('POST /me/phone', { token: member.token, body: { phone_code: code } });
}

/** A listed template without limits, unless told otherwise. */
export async function listed(
  app: TestApp,
  shop: Shop,
  change: Partial<TemplateBody> = {},
): Promise<Id<'template'>> {
  return createTemplate(app, shop, { listed: true, limits: NO_LIMITS, ...change });
}

/** What a claim says: its status in the words of the coupon centre, `claimed` or the code of the refusal. */
export async function claim(
  app: TestApp,
  member: { readonly token: string },
  id: Id<'template'>,
  key?: string,
): Promise<string> {
  const reply = await claimReply(app, member, id, key);
  return reply.status === 201 ? 'claimed' : String(reply.body.code);
}

export function claimReply(
  app: TestApp,
  member: { readonly token: string },
  id: Id<'template'>,
  key?: string,
) {
  const once = key === undefined ? {} : { key };
  return app.call('POST /coupon-templates/{id}/claims', { token: member.token, params: { id }, ...once });
}

/** A card of the coupon centre as the member sees it now; undefined when it is not shown. */
export async function cardOf(
  app: TestApp,
  member: { readonly token: string },
  id: Id<'template'>,
): Promise<TemplateCard | undefined> {
  const { items } = await app.ok('GET /coupon-templates', { token: member.token, query: { limit: 100 } });
  return items.find((card) => card.id === id);
}

type Patch = Omit<BodyInputOf<Routes['PATCH /console/coupon-templates/{id}']>, 'version'>;

/** Changes a template whatever its version is. */
export async function patch(app: TestApp, id: Id<'template'>, change: Patch): Promise<void> {
  const token = await app.asConsole();
  const { items } = await app.ok('GET /console/coupon-templates', { token, query: { limit: 100 } });
  const version = items.find((template) => template.id === id)?.version ?? 0;
  await app.ok('PATCH /console/coupon-templates/{id}', {
    token,
    params: { id },
    body: { version, ...change },
  });
}

export async function addStock(app: TestApp, id: Id<'template'>, delta: number) {
  return app.call('POST /console/coupon-templates/{id}/stock-changes', {
    token: await app.asConsole(),
    params: { id },
    body: { delta, reason: '活动加量' },
  });
}

export { createShop, type Shop };
