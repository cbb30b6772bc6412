/** What is on sale. */
export interface SaleFurnishing {
  readonly hold_minutes: number;
  /** Stock of each offer. */
  readonly stocks: readonly number[];
  readonly per_member: number;
}
