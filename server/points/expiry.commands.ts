import { daysBetween, type Day, type Id } from '../../shared/kernel';
import { isLive, noticeDue } from '../../shared/rules';
import {
  account,
  available,
  graceOfAccount,
  mergeRefs,
  owner,
  update,
  type AccountSpec,
  type Command,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { pointLots, type LotStage, type PointLotRow } from './lots.entity';
import { lotRefs } from './lots.parts';
import { lineOf, pointsRefs, stateOf } from './points.parts';
import { programDay, type PointPolicy } from './points.rules';

/** A lot as a page of a job saw it. */
export interface SweepInput {
  readonly lot_id: string;
  readonly sweeps: number;
}

export interface Swept {
  readonly member_id: Id<'member'>;
  readonly expired_on: Day;
  readonly points: number;
}

async function refsOf(lotId: string, { read }: PrepareContext): Promise<Refs<null> | Refusal> {
  const [raw] = await read.query('SELECT * FROM point_lots WHERE id = ?', [lotId]);
  if (!raw) return { code: 'not_found' };
  const { member_id: member } = pointLots.decode(raw);
  return { ...mergeRefs(pointsRefs(member), lotRefs([lotId])), subject: owner.member(member), seen: null };
}

function specOf(lot: Readonly<PointLotRow>): AccountSpec {
  return account.points(lot.member_id, lot.expires_on, graceOfAccount(lot.id));
}

/**
 * Takes what is left of a lot whose last day has passed: one line of the statement and one event, none when nothing is
 * left. What still rests in it stays, and the lot on the list, until it has arrived or was voided.
 * @rule P6
 */
export function sweepLot(policy: PointPolicy): Command<SweepInput, null, Swept> {
  return {
    kind: 'points.expire',
    lane: 'low',
    prepare: ({ lot_id: id }, context) => refsOf(id, context),
    decide(ctx) {
      const lot = ctx.loaded.get(pointLots, ctx.input.lot_id);
      if (!lot) return { refuse: 'not_found' };
      if (lot.sweeps !== ctx.input.sweeps || lot.stage === 'swept') return { refuse: 'ended' };
      if (isLive(lot.expires_on, programDay(policy, ctx.at))) return { refuse: 'not_started' };
      const { member_id, expires_on: on } = lot;
      const spec = specOf(lot);
      const row = ctx.loaded.account(spec);
      const left = available(row);
      const stage: LotStage = row.credits_pending > 0 ? 'told_7' : 'swept';
      const swept = update(pointLots, lot.id, { stage, sweeps: lot.sweeps + 1 }, { sweeps: lot.sweeps });
      const accept = { member_id, expired_on: on, points: left };
      if (left === 0) return { accept, transfers: [], writes: [swept], events: [] };
      const { balance } = stateOf(ctx, member_id, policy);
      const act = {
        member_id,
        points: left,
        reason: 'expire',
        reference: on,
        store_id: null,
        policy,
      } as const;
      return {
        accept,
        transfers: [
          {
            kind: 'single',
            code: 'points.expired',
            debit: spec,
            credit: account.pointsExpired,
            amount: left,
            reference: on,
          },
        ],
        writes: [swept, lineOf(ctx, act, { points: -left, debt_change: 0, balance_after: balance })],
        events: [{ type: 'points.expired', data: { points: left, on } }],
      };
    },
  };
}

export interface NoticeInput {
  readonly lot_id: string;
  /** What had been said before. */
  readonly from: 'quiet' | 'told_30';
}

export interface Noticed {
  readonly member_id: Id<'member'>;
  readonly on: Day;
  readonly points: number;
  readonly days: number;
}

/**
 * Tells a member that points expire in 30 or in 7 days, each once, and nothing when nothing is left. After a day on
 * which no job ran it is told late; when the shorter notice is due already, only that one.
 * @rule P6
 */
export function noticeLot(policy: PointPolicy): Command<NoticeInput, null, Noticed> {
  return {
    kind: 'points.announce',
    lane: 'low',
    prepare: ({ lot_id: id }, context) => refsOf(id, context),
    decide(ctx) {
      const { input, loaded } = ctx;
      const lot = loaded.get(pointLots, input.lot_id);
      if (!lot) return { refuse: 'not_found' };
      if (lot.stage !== input.from) return { refuse: 'ended' };
      const { member_id, expires_on: on } = lot;
      const today = programDay(policy, ctx.at);
      const due = noticeDue(on, today);
      if (due === null || (due === 30 && input.from === 'told_30'))
        return { refuse: isLive(on, today) ? 'not_started' : 'ended' };
      const points = available(loaded.account(specOf(lot)));
      const days = daysBetween(today, on);
      return {
        accept: { member_id, on, points, days },
        transfers: [],
        writes: [
          update(pointLots, lot.id, { stage: due === 7 ? 'told_7' : 'told_30' }, { stage: lot.stage }),
        ],
        events: points === 0 ? [] : [{ type: 'points.expiring', data: { points, on, days } }],
      };
    },
  };
}
