import { z } from 'zod';
import { idPattern, type Id, type IdKind } from '../kernel/ids';

/** Longest page of a list. */
export const PAGE_LIMIT_MAX = 100;
export const PAGE_LIMIT_DEFAULT = 20;
/** Largest bill: one million yuan. */
export const BILL_FEN_MAX = 100_000_000;

/** Schema of an id of one kind. */
export function idSchema<Kind extends IdKind>(kind: Kind) {
  return z.string().regex(idPattern(kind), `必须是 ${kind} 的编号`) as unknown as z.ZodType<
    Id<Kind>,
    Id<Kind>
  >;
}

/** `{id}` path parameter of one kind. */
export function idParams<Kind extends IdKind>(kind: Kind) {
  return z.strictObject({ id: idSchema(kind) });
}

/** Trimmed text of 1–`max` characters without control characters. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1, '不能为空')
    .max(max, `最多 ${max} 个字`)
    .refine((value) => !hasControlCharacter(value), '不能含控制字符');
}

function hasControlCharacter(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

/** Instant on the wire: RFC 3339, UTC, milliseconds. */
export const instantText = z.iso.datetime({ precision: 3, offset: false });
/** Calendar date `YYYY-MM-DD`. */
export const dayText = z.iso.date();
/** Non-negative amount of money in fen, at most one million yuan. */
export const amountFen = z.int().min(0).max(BILL_FEN_MAX);

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  after: z.string().min(1).max(200).optional(),
});

/** `{ items, next }`; `next` is null at the end. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Why something is not good here, as a sentence that can be read aloud. */
export const obstacle = z.object({ code: z.string(), detail: z.string() });
