import type { Id, Instant } from '../../shared/kernel';
import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import type { AccountKind, AccountSpec } from './chart';
import { ACCOUNT_KINDS } from './chart';
import type { Command } from './command';
import { holds, type HoldRow } from './ledger.entity';
import type { Ledger } from './ledger';
import type { OwnerKey } from './owners';
import type { PostingCode } from './recipes';

/** What must be locked and loaded to resolve a hold. */
export function refsOfHold(hold: HoldRow): {
  owners: OwnerKey[];
  accounts: AccountSpec[];
  holds: Id<'transfer'>[];
} {
  const parties = [
    { id: hold.debit_account, owner: hold.debit_owner as OwnerKey | null },
    { id: hold.credit_account, owner: hold.credit_owner as OwnerKey | null },
  ];
  const owners: OwnerKey[] = [];
  const specs: AccountSpec[] = [];
  for (const { id, owner } of parties) {
    if (owner === null) continue;
    const kind = id.split(':')[0] as AccountKind;
    owners.push(owner);
    specs.push({ id, kind, asset: hold.asset, owner, limited: ACCOUNT_KINDS[kind].limited });
  }
  return { owners, accounts: specs, holds: [hold.id] };
}

/** Does with a hold what it named for the time after its deadline. @rule L3 */
export const lapseHold: Command<
  { hold_id: Id<'transfer'> },
  null,
  { hold_id: string; done: 'post' | 'void' }
> = {
  kind: 'ledger.lapse_hold',
  lane: 'low',
  async prepare(input, { read }) {
    const [raw] = await read.query('SELECT * FROM holds WHERE id = ?', [input.hold_id]);
    if (!raw) return { code: 'not_found' };
    const hold = holds.decode(raw);
    const refs = refsOfHold(hold);
    const subject = hold.subject as OwnerKey;
    return { ...refs, subject, owners: [subject, ...refs.owners], seen: null };
  },
  decide({ input, loaded, at }) {
    const hold = loaded.hold(input.hold_id);
    if (!hold) return { refuse: 'not_found' };
    // refused, so that the key stays free for the time when it is due
    if (hold.state !== 'open') return { refuse: 'ended' };
    if (hold.deadline_at > at) return { refuse: 'not_started' };
    return {
      accept: { hold_id: hold.id, done: hold.on_deadline },
      transfers: [{ kind: hold.on_deadline, hold: hold.id }],
      writes: [],
      events: [
        {
          type: `hold.${hold.on_deadline === 'post' ? 'posted' : 'voided'}`,
          data: { hold_id: hold.id, code: hold.code },
        },
      ],
    };
  },
};

/** Most holds looked at in one round. */
const LAPSES_OF_A_ROUND = 200;

/**
 * Resolves every hold whose deadline has passed, a page at a time. Answers how many. One that fails (the engine has
 * said so) keeps no other from its deadline, and is tried again the next time.
 * @param leave codes of holds that a feature resolves by a command of its own
 */
export async function lapseHolds(
  database: Database,
  ledger: Ledger,
  clock: Clock,
  leave: readonly PostingCode[] = [],
): Promise<number> {
  const now: Instant = clock.now();
  const due = await database.read.query<{ id: Id<'transfer'> }>(
    `SELECT id FROM holds WHERE state = 'open' AND deadline_at <= ?
     ${leave.map(() => 'AND code <> ?').join(' ')} ORDER BY deadline_at LIMIT ?`,
    [now, ...leave, LAPSES_OF_A_ROUND],
  );
  const actor = { kind: 'system', id: 'ledger.lapse_hold' } as const;
  const results = await Promise.allSettled(
    due.map(({ id }) => ledger.run(lapseHold, { hold_id: id }, { key: `lapse:${id}`, actor })),
  );
  return results.filter((result) => result.status === 'fulfilled' && result.value.ok).length;
}
