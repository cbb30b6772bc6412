import { instant, type Id, type Instant } from '../../shared/kernel';
import { stepOf } from '../../shared/rules';
import { insert, owner, rowsBy, type Command, type Decision, type DecideContext, type Refs } from '../ledger';
import { codeSteps, scans, type ScanRow } from './counter.entity';
import { stepKey, TICKET_MS } from './counter.rules';
import { atCounter, staffRows } from './counter.staff';

/** What a scan is about; a code comes with the step that its digits were found to be of. */
export type ScanTarget =
  | {
      readonly kind: 'member';
      readonly member_id: Id<'member'>;
      readonly subject: string;
      readonly step: number;
    }
  | {
      readonly kind: 'coupon';
      readonly coupon_id: Id<'coupon'>;
      readonly member_id: Id<'member'>;
      readonly subject: string;
      readonly step: number;
    }
  | {
      readonly kind: 'pickup';
      readonly order_id: Id<'order'>;
      readonly member_id: Id<'member'>;
      readonly subject: string;
      readonly step: number;
    }
  | { readonly kind: 'channel'; readonly channel_id: Id<'channel'> };

export interface ScanInput {
  readonly staff_id: Id<'staff'>;
  readonly store_id: Id<'store'>;
  readonly target: ScanTarget;
}

/** Ids only: the preview is read when it is shown. */
export interface ScanAnswer {
  readonly scan_id: Id<'scan'>;
  readonly kind: ScanRow['kind'];
  readonly expires_at: Instant;
  readonly store_id: Id<'store'>;
  readonly member_id: Id<'member'> | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly channel_id: Id<'channel'> | null;
  readonly order_id: Id<'order'> | null;
}

/**
 * Uses up the step of a code and opens the ten-minute ticket. Of two assistants with the same step one wins: both
 * lock the code.
 * @rule M7 @rule C6 @rule S2
 */
export const scan: Command<ScanInput, null, ScanAnswer> = {
  kind: 'counter.scan',
  prepare({ staff_id: staffId, target }): Refs<null> {
    const subject = owner.staff(staffId);
    if (target.kind === 'channel') {
      return { subject, owners: [subject], rows: [staffRows(staffId)], seen: null };
    }
    return {
      subject,
      owners: [subject, owner.identity('code', target.subject)],
      rows: [staffRows(staffId), rowsBy(codeSteps, 'id', [stepKey(target.subject, 'scan', target.step)])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded, at } = context;
    const here = atCounter(loaded, input.staff_id, input.store_id);
    if (!here.ok) return { refuse: here.code };
    const { target } = input;
    if (target.kind === 'channel') return accept(context, null);
    // the queue before the commit may have been long: what counts is the time of the commit
    if (Math.abs(stepOf(at) - target.step) > 1) return { refuse: 'code_expired' };
    const key = stepKey(target.subject, 'scan', target.step);
    return loaded.get(codeSteps, key) ? { refuse: 'code_used' } : accept(context, key);
  },
};

function accept(context: DecideContext<ScanInput, null>, step: string | null): Decision<ScanAnswer> {
  const { input, at } = context;
  const { target } = input;
  const row: ScanRow = {
    id: context.newId('scan'),
    kind: target.kind,
    staff_id: input.staff_id,
    store_id: input.store_id,
    member_id: target.kind === 'channel' ? null : target.member_id,
    coupon_id: target.kind === 'coupon' ? target.coupon_id : null,
    channel_id: target.kind === 'channel' ? target.channel_id : null,
    order_id: target.kind === 'pickup' ? target.order_id : null,
    expires_at: instant(at + TICKET_MS),
    used_by: null,
    at,
  };
  return {
    accept: {
      scan_id: row.id,
      kind: row.kind,
      expires_at: row.expires_at,
      store_id: row.store_id,
      member_id: row.member_id,
      coupon_id: row.coupon_id,
      channel_id: row.channel_id,
      order_id: row.order_id,
    },
    transfers: [],
    writes: [
      insert(scans, row),
      ...(step === null ? [] : [insert(codeSteps, { id: step, scan_id: row.id, at })]),
    ],
    events: [],
  };
}
