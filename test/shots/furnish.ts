import { DAY_MS } from '../../shared/kernel';
import type { BodyInputOf, Routes } from '../../shared/contract';
import { GIFT, REGULAR, type World } from '../support/world';

/** A member who joined a moment ago, without a code, and has nothing yet. */
export const NEWCOMER = 'shots-newcomer';
/** Somebody who joined by a code: with the gift and the points of that. */
export const GIFTED = 'shots-gifted';
/** An assistant whom nobody has given a store. */
export const STORELESS = 'shots-storeless';

type NewTemplate = BodyInputOf<Routes['POST /console/coupon-templates']>;

async function addTemplates(world: World): Promise<void> {
  const token = await world.operator();
  const { items } = await world.call('GET /console/coupon-templates', { token });
  const plain: Omit<NewTemplate, 'title' | 'value' | 'stock' | 'claim_from_at'> = {
    merchant_id: items[0]!.merchant_id,
    validity: { kind: 'relative', days: 30, start_after_days: 0 },
    times: { weekdays: [], from_minute: null, to_minute: null },
    scope: { store_ids: [], new_members_only: false },
    limits: { per_member: 1, per_member_day: null, per_day: null, per_phone: null },
    claim_to_at: null,
    listed: true,
  };
  const more: Pick<NewTemplate, 'title' | 'value' | 'stock' | 'claim_from_at'>[] = [
    {
      title: '手作司康兑换券',
      value: { kind: 'exchange', item: '手作司康', value_fen: 1_600 },
      stock: 1,
      claim_from_at: null,
    },
    {
      title: '会员日全场七五折',
      value: { kind: 'percent_off', threshold_fen: 3_000, percent_off_bp: 2_500, cap_fen: 2_000 },
      stock: 100,
      claim_from_at: new Date(Date.now() + DAY_MS).toISOString(),
    },
  ];
  for (const one of more) {
    await world.call('POST /console/coupon-templates', { token, body: { ...plain, ...one } });
  }
}

async function addPeople(world: World): Promise<void> {
  await world.join(NEWCOMER);
  await world.join(GIFTED, world.scenes[0]);
  await world.claim(GIFTED, '手作司康兑换券');
  for (const title of ['周末面包八五折', '冰美式兑换券', '早餐八折券']) {
    // some of them the regular may have claimed in the weeks before, as often as anybody may
    await world.claim(REGULAR, title).catch(() => undefined);
  }
  const token = await world.operator();
  const { invitation } = await world.call('POST /console/staff', {
    token,
    body: { name: '新来的小叶', role: 'clerk', store_ids: [] },
  });
  const body = { invitation: invitation.code };
  await world.call('POST /staff/bindings', { token: await world.tokenOf(STORELESS), body });
}

/** A bill at the counter, with and without a coupon, so that there is something on today's list. */
async function sellSomething(world: World): Promise<void> {
  await world.freshMinute();
  const coupon = await world.couponOf(GIFTED, 'usable', GIFT);
  await world.redeem(await world.digitsOf(GIFTED, coupon), 4_500);
  await world.receipt(2_850);
}

/** Brings members, coupons and a morning's business into a fresh demo shop. */
export async function furnish(world: World): Promise<void> {
  await addTemplates(world);
  await addPeople(world);
  await sellSomething(world);
}
