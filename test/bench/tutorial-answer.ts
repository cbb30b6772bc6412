/** What a design beside ours answers. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly replayed?: boolean;
}
