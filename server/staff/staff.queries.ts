import { Injectable } from '@nestjs/common';
import type { ConsoleStaff, StaffProfile } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { changedTo } from '../merchants';
import type { StaffIdentity } from '../platform/auth';
import { Database, marks } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory } from '../stores';
import { staff } from './staff.entity';
import { consoleStaffOf, snapshotOf, type StaffSnapshot } from './staff.rules';

/** Reads of staff records. Nothing is kept in memory: rights that are taken away end with the next request. */
@Injectable()
export class StaffDirectory {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
  ) {}

  /** The active staff record of a person, or null. @rule S1 */
  async byPerson(personId: Id<'person'>): Promise<StaffIdentity | null> {
    const [raw] = await this.database.read.rowsOf(
      "SELECT * FROM staff WHERE state = 'active' AND person_id IN (?)",
      'person_id',
      personId,
    );
    if (!raw) return null;
    const row = staff.decode(raw);
    return { staff_id: row.id, role: row.role, store_ids: row.store_ids, name: row.name };
  }

  /** What staff see of themselves, or null for a person who is none. */
  async profileOfPerson(personId: Id<'person'>): Promise<StaffProfile | null> {
    const identity = await this.byPerson(personId);
    return identity && this.profileOf(identity);
  }

  /** What staff see of themselves. */
  async profileOf(identity: StaffIdentity): Promise<StaffProfile> {
    const stores = await this.stores.byIds(identity.store_ids);
    return {
      id: identity.staff_id,
      name: identity.name,
      role: identity.role,
      stores: stores.map(({ id, name }) => ({ id, name })),
    };
  }

  /** What staff see of themselves right after a change: the body of a binding's answer. */
  async profileAfter(changeId: Id<'history'>): Promise<StaffProfile> {
    const { id, name, role, store_ids } = await changedTo<StaffSnapshot>(this.database.read, changeId);
    return this.profileOf({ staff_id: id, name, role, store_ids });
  }

  /** Names by id, of those who left too. */
  async nameOf(ids: readonly Id<'staff'>[]): Promise<ReadonlyMap<Id<'staff'>, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.read.query<{ id: Id<'staff'>; name: string }>(
      `SELECT id, name FROM staff WHERE id IN (${marks(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Staff for the console, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Page<ConsoleStaff>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM staff ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    return pageOf(
      found.map((raw) => staff.decode(raw)),
      query.limit,
      (row) => [row.id],
      (row) => consoleStaffOf(snapshotOf(row)),
    );
  }

  /** The record as it was after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<ConsoleStaff> {
    return consoleStaffOf(await changedTo<StaffSnapshot>(this.database.read, changeId));
  }
}
