import { Injectable } from '@nestjs/common';
import type { ReferralNumbers } from '../../shared/contract';
import { Config } from '../platform/config';
import { Database, marks, type Reader } from '../platform/database';
import { countedBy, type Groups, type NumbersBy, type NumbersQuery } from './numbers.counts';
import { numbersRow, sumOf, windowOf, type Counts, type Window } from './numbers.rules';

/** Where the names of what a line is about stand. */
const NAMED_IN: Readonly<Record<NumbersBy, string>> = {
  program: 'referral_programs',
  channel: 'channels',
  store: 'stores',
  staff: 'staff',
};

/** Most names that are asked for at once. */
const NAMES_MAX = 500;

/**
 * K-factor, conversion and cost of referral programs. All is counted from the records of members, visits, invites and
 * rewards when it is asked for; nothing is kept beside them that could differ.
 * @rule R10 @rule K5
 */
@Injectable()
export class ReferralNumbersReport {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** A line for each group that has anything, what was opened most first, and all together. */
  async of(query: NumbersQuery): Promise<{ rows: ReferralNumbers[]; total: ReferralNumbers }> {
    const { read } = this.database;
    const window = windowOf(query.from, query.to, this.config.program.timezone);
    const groups = await countedBy(read, query, window);
    const names = await namesOf(read, query.by, [...groups.keys()]);
    const rows = [...groups].map(([id, counts]) =>
      numbersRow({ id, name: id === null ? null : (names.get(id) ?? null) }, counts),
    );
    return {
      rows: rows.sort(mostOpened),
      total: numbersRow({ id: null, name: null }, await this.total(query, window, groups)),
    };
  }

  /** Who opened invites of two programs stands in the lines of both, and once in the total; so do new members. */
  private async total(query: NumbersQuery, window: Window, groups: Groups): Promise<Counts> {
    const apart =
      query.by === 'program'
        ? await countedBy(this.database.read, { ...query, by: 'channel' }, window)
        : groups;
    return sumOf([...apart.values()]);
  }
}

function mostOpened(one: ReferralNumbers, other: ReferralNumbers): number {
  return (
    other.opened - one.opened ||
    other.brought - one.brought ||
    other.members - one.members ||
    ((one.id ?? '') < (other.id ?? '') ? -1 : 1)
  );
}

async function namesOf(
  read: Reader,
  by: NumbersBy,
  groups: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const ids = groups.filter((id) => id !== null);
  const names = new Map<string, string>();
  for (let from = 0; from < ids.length; from += NAMES_MAX) {
    const some = ids.slice(from, from + NAMES_MAX);
    const rows = await read.query<{ id: string; name: string }>(
      `SELECT id, name FROM ${NAMED_IN[by]} WHERE id IN (${marks(some.length)})`,
      some,
    );
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}
