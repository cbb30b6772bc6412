/** What a design beside ours answers. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly replayed?: boolean;
}

/** One statement, in the transaction of a request or outside of any: its rows, if it has some. */
export type Ask = (sql: string, params: (string | number)[]) => Promise<Record<string, unknown>[]>;

/** Where the tutorial's design runs: how it reaches the database. */
export interface Host {
  readonly ask: Ask;
  /** A transaction of its own; rolled back where the answer is a refusal. */
  transaction(work: (ask: Ask) => Promise<Answer>): Promise<Answer>;
}

/** What a request says. */
export interface Asked {
  readonly what: string | undefined;
  readonly id: string | undefined;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
}
