import type { SqlValue } from './columns';
import { padded, withList } from './lists';
import type { RawRow, Reader } from './session';

/** Most keys of one statement. */
const KEYS_MAX = 256;

interface Asked {
  readonly key: string;
  readonly resolve: (rows: RawRow[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Question {
  readonly sql: string;
  readonly column: string;
  readonly params: readonly SqlValue[];
  readonly asked: Asked[];
}

/** Plain reads, of which those that ask the same of different rows can share a statement. */
export interface SharingReader extends Reader {
  /**
   * The rows of `sql` whose `column` is `key`. The statement holds one `IN (?)` for the key, behind the places of
   * `params`, and selects `column`. Whoever asks the same in one turn of the event loop shares one statement, so
   * under load a row costs a fraction of a statement. It is read after it was asked for, never kept.
   */
  rowsOf<R = RawRow>(sql: string, column: string, key: string, params?: readonly SqlValue[]): Promise<R[]>;
}

/** Puts the questions of one turn together. */
export class Gathering {
  private questions = new Map<string, Question>();

  constructor(
    private readonly read: Reader,
    private readonly padsLists: boolean,
  ) {}

  rowsOf(sql: string, column: string, key: string, params: readonly SqlValue[] = []): Promise<RawRow[]> {
    if (this.questions.size === 0) setImmediate(() => this.ask());
    const name = params.length === 0 ? sql : `${sql}\n${params.join('\n')}`;
    let question = this.questions.get(name);
    if (!question) {
      question = { sql, column, params, asked: [] };
      this.questions.set(name, question);
    }
    const { asked } = question;
    return new Promise((resolve, reject) => asked.push({ key, resolve, reject }));
  }

  private ask(): void {
    const questions = [...this.questions.values()];
    this.questions = new Map();
    for (const question of questions) {
      for (let from = 0; from < question.asked.length; from += KEYS_MAX) {
        void this.answer(question, question.asked.slice(from, from + KEYS_MAX));
      }
    }
  }

  private async answer({ sql, column, params }: Question, asked: readonly Asked[]): Promise<void> {
    try {
      const different = [...new Set(asked.map(({ key }) => key))];
      const keys = this.padsLists ? padded(different) : different;
      const rows = await this.read.query(withList(sql, keys.length), [...params, ...keys]);
      const byKey = new Map<string, RawRow[]>();
      for (const row of rows) {
        const key = String(row[column]);
        const own = byKey.get(key);
        if (own) own.push(row);
        else byKey.set(key, [row]);
      }
      for (const { key, resolve } of asked) resolve(byKey.get(key) ?? []);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
