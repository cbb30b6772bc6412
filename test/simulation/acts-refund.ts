import { pick } from './acts-member';
import { must, type Purchase } from './books';
import { opOf, type Op } from './op';
import { checkRefunded, move } from './points';
import type { Act } from './story';
import type { World } from './world';

/**
 * Refunds a part of a purchase that somebody has the points of, or more than there is. Nobody spends points here, so
 * as long as they have not expired all of them come off the balance.
 */
export function refund(world: World, act: Act): Op | null {
  const { books } = world;
  const bought = books.purchases.filter(({ member, lot }) => member !== null && lot >= world.today);
  const purchase = pick(act.how % 4 === 0 ? bought : bought.slice(-5), act.what);
  if (!purchase) return null;
  const staff = act.how % 3 === 0 ? pick(books.staff, act.who)! : purchase.staff;
  const amount = amountOf(purchase, act);
  const params = { id: purchase.id };
  return opOf(
    {
      key: world.nextKey(),
      words: `${staff.name} refunds ${amount} fen of ${purchase.id.slice(-6)}`,
      route: 'POST /staff/purchases/{id}/refunds',
      as: staff.person,
      options: { params, body: { amount_fen: amount, reason: '顾客退货' } },
      refusals: () => [
        !staff.stores.includes(purchase.store) && 'wrong_store',
        staff.role === 'clerk' &&
          (staff !== purchase.staff || purchase.day !== world.today) &&
          'refund_not_allowed',
        purchase.member === staff.person && 'own_subject',
        isUndone(world, purchase) && 'purchase_undone',
        amount > purchase.paid_fen - purchase.refunded_fen && 'refund_too_much',
      ],
      accept: ({ refund_id: id, purchase_id, refund_fen, points }) => {
        must(purchase_id === purchase.id && refund_fen === amount, `${refund_fen} fen of ${purchase_id}`);
        must(points.voided === 0 && points.owed === 0 && points.taken >= 0, `took ${JSON.stringify(points)}`);
        purchase.refunded_fen += amount;
        purchase.points_back += points.taken;
        books.refunds.push({ id, purchase, fen: amount, points: points.taken, day: world.today });
        purchase.member?.events.push(`purchase.refunded ${purchase.id}`);
        if (purchase.member) move(purchase.member, purchase.lot, -points.taken);
        books.judge(() => {
          checkRefunded(purchase);
        });
      },
    },
    { params, body: { amount_fen: amount + 1, reason: '顾客退货' } },
  );
}

function amountOf({ paid_fen: paid, refunded_fen: refunded }: Purchase, { how }: Act): number {
  const left = paid - refunded;
  const amounts = [1, 99, 500, Math.floor(left / 3), Math.floor(left / 2), left, left + 1];
  return Math.max(1, amounts[how % amounts.length]!);
}

function isUndone({ books }: World, purchase: Purchase): boolean {
  return books.redemptions.some((one) => one.purchase === purchase && one.undone > 0);
}
