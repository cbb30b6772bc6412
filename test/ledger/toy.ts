import type { Id } from '../../shared/kernel';
import { SystemClock } from '../../server/platform/clock';
import type { Clock } from '../../server/platform/clock';
import type { Database } from '../../server/platform/database';
import { RandomIds } from '../../server/platform/ids';
import { SystemRandom } from '../../server/platform/random';
import {
  account,
  available,
  Ledger,
  owner,
  type Actor,
  type Command,
  type LedgerOptions,
  type TransferSpec,
} from '../../server/ledger';

/** The smallest commands that move stock, quota and points: the engine's own tests need no feature. */

export const actor: Actor = { kind: 'system', id: 'test' };

export const templateId = (n: number): Id<'template'> => `tpl_${String(n).padStart(28, '0')}`;
export const memberId = (n: number): Id<'member'> => `mem_${String(n).padStart(28, '0')}`;

/** An engine on `database`. */
export function createLedger(
  database: Database,
  more: Partial<LedgerOptions> = {},
  clock: Clock = new SystemClock(),
): Ledger {
  const random = new SystemRandom();
  return new Ledger({
    database,
    clock,
    ids: new RandomIds(random),
    random,
    timezone: 'Asia/Shanghai',
    ...more,
  });
}

/** Puts `amount` pieces of a template on sale. */
export const print: Command<{ template: number; amount: number }, null, { stock: number }> = {
  kind: 'test.print',
  prepare: ({ template }) => {
    const of = owner.template(templateId(template));
    return { subject: of, owners: [of], accounts: [account.stock(templateId(template))], seen: null };
  },
  decide: ({ input, loaded }) => {
    const stock = account.stock(templateId(input.template));
    return {
      accept: { stock: available(loaded.account(stock)) + input.amount },
      transfers: [
        {
          kind: 'single',
          code: 'stock.printed',
          debit: account.stockPrinted,
          credit: stock,
          amount: input.amount,
        },
      ],
      writes: [],
      events: [],
    };
  },
};

/** Claims one piece for a member, at most `limit` per member. */
export const claim: Command<{ template: number; member: number; limit: number }, null, { left: number }> = {
  kind: 'test.claim',
  prepare: ({ template, member }) => {
    const subject = owner.member(memberId(member));
    return {
      subject,
      owners: [subject, owner.template(templateId(template))],
      accounts: [
        account.stock(templateId(template)),
        account.quotaMember(memberId(member), templateId(template)),
      ],
      seen: null,
    };
  },
  decide: ({ input, loaded }) => {
    const template = templateId(input.template);
    const stock = account.stock(template);
    const quota = account.quotaMember(memberId(input.member), template);
    const held = loaded.account(quota);
    const left = available(loaded.account(stock));
    const room = available(held) + Math.max(0, input.limit - held.credits_posted);
    if (room <= 0) return { refuse: 'limit_reached', params: { limit: input.limit } };
    if (left <= 0) return { refuse: 'sold_out' };
    const transfers: TransferSpec[] = [];
    const grant = input.limit - held.credits_posted;
    if (grant > 0) {
      transfers.push({
        kind: 'single',
        code: 'quota.member_granted',
        debit: account.quotaGranted,
        credit: quota,
        amount: grant,
      });
    }
    transfers.push(
      { kind: 'single', code: 'quota.member_used', debit: quota, credit: account.quotaUsed, amount: 1 },
      {
        kind: 'single',
        code: 'coupon.claimed',
        debit: stock,
        credit: account.stockIssued(template),
        amount: 1,
      },
    );
    return {
      accept: { left: left - 1 },
      transfers,
      writes: [],
      events: [{ type: 'coupon.issued', data: { template_id: template } }],
    };
  },
};

/** Gives a member points of one expiry date. */
export const earn: Command<{ member: number; amount: number; on: string | null }, null, { balance: number }> =
  {
    kind: 'test.earn',
    prepare: ({ member }) => {
      const subject = owner.member(memberId(member));
      return { subject, owners: [subject], accountsOf: [{ owner: subject, asset: 'points' }], seen: null };
    },
    decide: ({ input, loaded }) => {
      const into = account.points(memberId(input.member), input.on as never);
      return {
        accept: { balance: available(loaded.account(into)) + input.amount },
        transfers: [
          {
            kind: 'single',
            code: 'points.earned',
            debit: account.pointsIssued,
            credit: into,
            amount: input.amount,
          },
        ],
        writes: [],
        events: [],
      };
    },
  };

/** Spends a member's points, whichever account has them. */
export const spend: Command<{ member: number; amount: number }, null, { rest: number }> = {
  kind: 'test.spend',
  prepare: earn.prepare,
  decide: ({ input, loaded }) => {
    const subject = owner.member(memberId(input.member));
    const lots = loaded.accountsOf(subject, 'points').filter((lot) => lot.kind === 'points.member');
    let missing = input.amount;
    const transfers: TransferSpec[] = [];
    for (const lot of [...lots].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const amount = Math.min(missing, available(lot));
      if (amount <= 0) continue;
      const debit = {
        id: lot.id,
        kind: 'points.member',
        asset: 'points',
        owner: subject,
        limited: true,
      } as const;
      transfers.push({ kind: 'single', code: 'points.spent', debit, credit: account.pointsSpent, amount });
      missing -= amount;
    }
    if (missing > 0) return { refuse: 'points_insufficient', params: { missing } };
    const total = lots.reduce((sum, lot) => sum + available(lot), 0);
    return { accept: { rest: total - input.amount }, transfers, writes: [], events: [] };
  },
};

/** Total of what is available on accounts whose id begins with `prefix`, from the database. */
export async function totalOf(database: Database, prefix: string): Promise<number> {
  const [row] = await database.read.query<{ n: number | string | null }>(
    'SELECT SUM(credits_posted - debits_posted - debits_pending) AS n FROM accounts WHERE id LIKE ?',
    [`${prefix}%`],
  );
  return Number(row?.n ?? 0);
}
