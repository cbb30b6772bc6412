/** Bytes as an answer, with headers of their own, such as the type where it is not the same for all. */
export class Content {
  constructor(
    readonly bytes: Buffer,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}
