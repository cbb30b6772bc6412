import type { Id, Instant } from '../../shared/kernel';
import {
  account,
  available,
  owner,
  RECIPES,
  refsOfHold,
  type AccountSpec,
  type Command,
  type HoldRow,
  type PostingCode,
} from '../../server/ledger';
import { memberId, templateId } from './toy';

/** Commands on holds, and transfers between two limited accounts, which no recipe of the house makes yet. */

Object.assign(RECIPES, {
  'test.hold': {
    debit: 'stock.available',
    credit: 'stock.issued',
    pending: true,
    says: 'Stock set aside for an order.',
  },
  'test.move': { debit: 'points.member', credit: 'points.member', says: 'Points from one lot to another.' },
});
const code = (name: string): PostingCode => name as PostingCode;

/** A member's points that never expire. */
export const lot = (member: number): AccountSpec => account.points(memberId(member), null);

export interface RestInput {
  readonly member: number;
  readonly amount: number;
  readonly deadline_at: Instant;
  readonly on_deadline: 'post' | 'void';
}

/** Points that rest until their deadline. */
export const rest: Command<RestInput, null, { hold_id: Id<'transfer'> }> = {
  kind: 'test.rest',
  prepare: ({ member }) => {
    const subject = owner.member(memberId(member));
    return { subject, owners: [subject], accounts: [lot(member)], seen: null };
  },
  decide: ({ input, newId, at }) => {
    if (input.deadline_at <= at) return { refuse: 'ended' };
    const id = newId('transfer');
    return {
      accept: { hold_id: id },
      transfers: [
        {
          kind: 'pending',
          id,
          code: 'points.rest',
          debit: account.pointsIssued,
          credit: lot(input.member),
          amount: input.amount,
          deadline_at: input.deadline_at,
          on_deadline: input.on_deadline,
        },
      ],
      writes: [],
      events: [{ type: 'hold.opened', data: { hold_id: id } }],
    };
  },
};

/** Sets stock aside: a hold on a limited account. */
export const setAside: Command<
  { template: number; amount: number; deadline_at: Instant },
  null,
  { hold_id: Id<'transfer'>; left: number }
> = {
  kind: 'test.set_aside',
  prepare: ({ template }) => {
    const subject = owner.template(templateId(template));
    return { subject, owners: [subject], accounts: [account.stock(templateId(template))], seen: null };
  },
  decide: ({ input, loaded, newId }) => {
    const stock = account.stock(templateId(input.template));
    const left = available(loaded.account(stock));
    if (left < input.amount) return { refuse: 'sold_out' };
    const id = newId('transfer');
    return {
      accept: { hold_id: id, left: left - input.amount },
      transfers: [
        {
          kind: 'pending',
          id,
          code: code('test.hold'),
          debit: stock,
          credit: account.stockIssued(templateId(input.template)),
          amount: input.amount,
          deadline_at: input.deadline_at,
          on_deadline: 'void',
        },
      ],
      writes: [],
      events: [],
    };
  },
};

/** Posts `amount` of a hold (all of it when null), or voids it. */
export const resolve: Command<
  { hold_id: Id<'transfer'>; how: 'post' | 'void'; amount: number | null },
  null,
  { state: string; amount: number }
> = {
  kind: 'test.resolve',
  async prepare({ hold_id: id }, { read }) {
    const [hold] = await read.query<HoldRow>('SELECT * FROM holds WHERE id = ?', [id]);
    if (!hold) return { code: 'not_found' };
    const refs = refsOfHold(hold);
    return {
      ...refs,
      subject: hold.subject as never,
      owners: [hold.subject as never, ...refs.owners],
      seen: null,
    };
  },
  decide: ({ input, loaded }) => {
    const hold = loaded.hold(input.hold_id);
    if (!hold) return { refuse: 'not_found' };
    if (hold.state !== 'open') return { refuse: 'ended' };
    const amount = input.amount ?? hold.amount;
    return {
      accept: input.how === 'void' ? { state: 'voided', amount: 0 } : { state: 'posted', amount },
      transfers: [
        input.how === 'void' ? { kind: 'void', hold: hold.id } : { kind: 'post', hold: hold.id, amount },
      ],
      writes: [],
      events: [{ type: 'hold.resolved', data: { hold_id: hold.id } }],
    };
  },
};

/** Moves points from one member to another: two owners, two limited accounts. */
export const move: Command<{ from: number; to: number; amount: number }, null, { from: number; to: number }> =
  {
    kind: 'test.move',
    prepare: ({ from, to }) => {
      const subject = owner.member(memberId(from));
      return {
        subject,
        owners: [subject, owner.member(memberId(to))],
        accounts: [lot(from), lot(to)],
        seen: null,
      };
    },
    decide: ({ input, loaded }) => {
      const from = available(loaded.account(lot(input.from)));
      const to = available(loaded.account(lot(input.to)));
      if (from < input.amount) return { refuse: 'points_insufficient' };
      return {
        accept: { from: from - input.amount, to: to + input.amount },
        transfers: [
          {
            kind: 'single',
            code: code('test.move'),
            debit: lot(input.from),
            credit: lot(input.to),
            amount: input.amount,
          },
        ],
        writes: [],
        events: [
          { type: 'points.moved', data: { amount: input.amount } },
          { type: 'points.moved', owner: owner.member(memberId(input.to)), data: { amount: input.amount } },
        ],
      };
    },
  };
