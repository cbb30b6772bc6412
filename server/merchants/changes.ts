import type { Id } from '../../shared/kernel';
import { insert, type DecideContext, type RowWrite } from '../ledger';
import { id, instantColumn, json, nullable, table, text, type Reader } from '../platform/database';

/** What a thing looked like: columns of its row, without secrets. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** @rule O2 Every change an operator makes: who, when, what from, what to. Rows are never changed. */
export const changes = table(
  'changes',
  {
    id: id('history'),
    subject_kind: text(20),
    subject_id: text(40),
    command_kind: text(40),
    actor_kind: text(10),
    actor_id: text(64),
    /** Null for what was just created. Not `before`: MariaDB keeps that word for itself. */
    old_values: nullable(json<Snapshot>()),
    new_values: json<Snapshot>(),
    at: instantColumn(),
  },
  { primary: ['id'], index: { subject: ['subject_kind', 'subject_id', 'at'] } },
);

export interface ChangeSpec {
  readonly subject_kind:
    | 'merchant'
    | 'store'
    | 'staff'
    | 'account'
    | 'channel'
    | 'template'
    | 'point_campaign'
    | 'sale'
    | 'offer'
    | 'referral_program'
    | 'invite'
    | 'rule'
    | 'job'
    | 'order'
    | 'payment_refund';
  readonly subject_id: string;
  readonly command_kind: string;
  readonly old_values: Snapshot | null;
  readonly new_values: Snapshot;
}

/**
 * The line of the change log that a console command writes. Put its `id` into the command's answer: with
 * `changedTo`, the first answer and every replay read the same body from it.
 * @rule O2
 */
export function changeRow(
  context: Pick<DecideContext<unknown, unknown>, 'newId' | 'at' | 'actor'>,
  spec: ChangeSpec,
): { readonly id: Id<'history'>; readonly write: RowWrite } {
  const changeId = context.newId('history');
  const { actor, at } = context;
  const row = { id: changeId, ...spec, actor_kind: actor.kind, actor_id: actor.id, at };
  return { id: changeId, write: insert(changes, row) };
}

/**
 * The same of one whose row says it all.
 * @param before null for what was just created
 * @rule O2
 */
export function changeOf(
  context: Pick<DecideContext<unknown, unknown>, 'newId' | 'at' | 'actor'>,
  subjectKind: ChangeSpec['subject_kind'],
  commandKind: string,
  before: Snapshot | null,
  after: Snapshot & { readonly id: string },
): ReturnType<typeof changeRow> {
  return changeRow(context, {
    subject_kind: subjectKind,
    subject_id: after.id,
    command_kind: commandKind,
    old_values: before,
    new_values: after,
  });
}

/**
 * What the subject looked like after one change.
 * @throws Error when there is no such change: an answer named it, so it must be there
 */
export async function changedTo<Values extends object>(
  read: Reader,
  changeId: Id<'history'>,
): Promise<Values> {
  const [raw] = await read.query('SELECT * FROM changes WHERE id = ?', [changeId]);
  if (!raw) throw new Error(`change ${changeId} is missing`);
  return changes.decode(raw).new_values as Values;
}
