/** How much of a rush is measured. */
export interface Extent {
  readonly rounds: number;
  /** Length of a measurement that has no end of its own. */
  readonly ms: number;
  readonly members: number;
  readonly stock: number;
  readonly connections: readonly number[];
  readonly sides: readonly { readonly db: 'sqlite' | 'mariadb'; readonly processes: number }[];
  /** Names of our rows that are measured, alone; null is everything, beside the others. */
  readonly only: readonly string[] | null;
}

export const FULL: Extent = {
  ...{ rounds: 5, ms: 1_000, members: 5_000, stock: 1_000 },
  connections: [64, 256, 1_000],
  only: null,
  sides: [
    { db: 'sqlite', processes: 1 },
    { db: 'mariadb', processes: 1 },
    { db: 'mariadb', processes: 2 },
  ],
};
export const QUICK: Extent = {
  ...{ rounds: 1, ms: 300, members: 1_000, stock: 200 },
  connections: [64],
  sides: FULL.sides.slice(0, 2),
  only: null,
};
