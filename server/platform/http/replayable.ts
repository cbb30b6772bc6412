/** An answer that may be the replay of an earlier one; a replay is marked with `Idempotency-Replayed: true`. */
export class Replayable<Body> {
  constructor(
    readonly body: Body,
    readonly replayed: boolean,
  ) {}
}
