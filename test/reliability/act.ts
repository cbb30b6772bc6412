/** A request that changes something, ready to be sent any number of times with one key. */
export interface Act {
  ask(key: string): Promise<{ status: number; body: object; replayed: boolean }>;
  /** Rows that it must leave once, however often it was asked: the id of what it made, and the table. */
  made(body: object): readonly (readonly [table: string, column: string, id: string])[];
}
