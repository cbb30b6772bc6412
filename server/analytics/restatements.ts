import { marks, type Database, type Session } from '../platform/database';
import { milestones, type MilestoneRow } from './analytics.entity';

/** How a member's milestone should stand from now on. */
export interface Restatement extends Pick<MilestoneRow, 'member_id' | 'milestone'> {
  /** Whether an earlier one makes way. */
  readonly isStored: boolean;
  /** Null where it is no longer reached. */
  readonly row: MilestoneRow | null;
}

interface Waiting {
  readonly restatement: Restatement;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes what the events of one turn of the event loop say in one transaction: a flush of its own is most of what a
 * milestone costs.
 */
export class Restatements {
  private waiting: Waiting[] = [];

  constructor(private readonly database: Database) {}

  /** Resolves when it is durable. Throws what the database throws. */
  put(restatement: Restatement): Promise<void> {
    if (this.waiting.length === 0) setImmediate(() => void this.writeAll());
    return new Promise((resolve, reject) => this.waiting.push({ restatement, resolve, reject }));
  }

  private async writeAll(): Promise<void> {
    const together = this.waiting;
    this.waiting = [];
    if (await this.write(together)) return;
    // one that the database refuses spoils none of the others
    for (const alone of together) await this.write([alone], alone.reject);
  }

  private async write(some: readonly Waiting[], failed?: (error: unknown) => void): Promise<boolean> {
    try {
      await this.database.transaction(async (session) => {
        for (const { restatement } of some) await store(session, restatement);
      });
    } catch (error) {
      failed?.(error);
      return false;
    }
    for (const { resolve } of some) resolve();
    return true;
  }
}

async function store(session: Session, { member_id, milestone, isStored, row }: Restatement): Promise<void> {
  if (isStored) {
    await session.execute('DELETE FROM milestones WHERE member_id = ? AND milestone = ?', [
      ...[member_id, milestone],
    ]);
  }
  if (!row) return;
  const columns = milestones.columnNames;
  // two processes may both be at it while the relay's lease changes hands: the slower one fails and is tried again
  await session.execute(
    `INSERT INTO milestones (${columns.join(', ')}) VALUES (${marks(columns.length)})`,
    milestones.encode(row),
  );
}
