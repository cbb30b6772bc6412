import type { Id } from '../../shared/kernel';
import type { Database, RawRow } from '../platform/database';

/** Things remembered as sold out; the one that was noted first is forgotten first. */
const NOTED_MAX = 1_000;

/** A key that stands for another request is refused as such, by the engine. */
const KEYS = 'SELECT idem FROM commands WHERE idem IN (?)';

/**
 * Tells those who come after a sell-out that they are late, without a lock or a batch. Nothing is answered from
 * memory: what is remembered is only which things are worth a look beforehand. The look is a plain read of what is
 * committed, begun after the request came in and shared by all who asked with it, so stock that is added or comes back
 * on whatever server counts at once. Who may have more of a claim than everybody, or comes with a used key, is never
 * late here: they go to the engine, where a lost winning answer comes back as a win.
 * @rule C4 @rule F10 @rule L5
 */
export abstract class Latecomers<Thing extends string> {
  private readonly soldOut = new Set<Thing>();
  /** What a row that several share was found to say: it is looked through once. */
  private readonly verdicts = new WeakMap<RawRow, boolean>();

  protected constructor(protected readonly database: Database) {}

  /** The thing with its stock, by a read that is shared. */
  protected abstract look(id: Thing): Promise<RawRow | undefined>;
  /** Whether nobody at all could have one now, for the reason that there is none. */
  protected abstract isSoldOut(raw: RawRow): boolean;
  /** Rows of the member that forbid to answer like everybody, by reads that are shared. */
  protected abstract traces(
    id: Thing,
    raw: RawRow,
    memberId: Id<'member'>,
  ): readonly Promise<readonly RawRow[]>[];

  /** Notes that the engine found a thing sold out. */
  note(id: Thing): void {
    if (this.soldOut.size >= NOTED_MAX) {
      const [oldest] = this.soldOut;
      if (oldest !== undefined) this.soldOut.delete(oldest);
    }
    this.soldOut.add(id);
  }

  /**
   * Whether a claim of this member with this idempotency key is certain to be refused as `sold_out` now. False also
   * where that is not certain; throws nothing: when the database is away, the engine says so.
   * @param admits false for a request that is refused for another reason before
   */
  async isLate(
    id: Thing,
    memberId: Id<'member'>,
    key: string,
    admits: (raw: RawRow) => boolean = () => true,
  ): Promise<boolean> {
    if (!this.soldOut.has(id)) return false;
    try {
      const raw = await this.look(id);
      if (!raw || !this.verdict(id, raw) || !admits(raw)) return false;
      // after the stock: whoever took the last piece meanwhile is found
      const { read } = this.database;
      const found = await Promise.all([...this.traces(id, raw, memberId), read.rowsOf(KEYS, 'idem', key)]);
      return found.every((rows) => rows.length === 0);
    } catch {
      return false;
    }
  }

  private verdict(id: Thing, raw: RawRow): boolean {
    let isSoldOut = this.verdicts.get(raw);
    if (isSoldOut === undefined) {
      isSoldOut = this.isSoldOut(raw);
      this.verdicts.set(raw, isSoldOut);
      if (!isSoldOut) this.soldOut.delete(id);
    }
    return isSoldOut;
  }
}
