import { type z } from 'zod';

/** One environment variable: how it is read, and what people are told about it. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  /** From text (never empty) or undefined to the value. */
  readonly schema: Schema;
  /** One line for `.env.example`. */
  readonly about: string;
  /** Value shown in `.env.example`; empty when there is none to show. */
  readonly shown: string;
  /** Never printed, not even in a complaint about it. */
  readonly secret: boolean;
  /** Completes "set it to …" when the value is wrong. */
  readonly fix: string;
}

/** A variable that may be printed. */
export function plain<Schema extends z.ZodType>(
  schema: Schema,
  shown: string,
  about: string,
  fix: string,
): Variable<Schema> {
  return { schema, shown, about, fix, secret: false };
}

/** A variable that is never printed. */
export function secret<Schema extends z.ZodType>(
  schema: Schema,
  about: string,
  fix: string,
): Variable<Schema> {
  return { schema, shown: '', about, fix, secret: true };
}
