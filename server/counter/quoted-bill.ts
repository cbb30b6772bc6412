import { billLinesList, type BillLine, type QueryOf, type Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { Refusal } from '../platform/http';

type Query = QueryOf<Routes['GET /staff/scans/{id}/quote']>;

/** A bill that is asked about before it is settled. */
export interface QuotedBill {
  readonly amount_fen: number;
  readonly coupon_id?: Id<'coupon'> | undefined;
  readonly lines?: readonly BillLine[] | undefined;
}

/**
 * The bill out of the address: `lines` is the JSON that will be sent when it is settled.
 * @throws Refusal `malformed` when that is no list of lines
 */
export function quotedBillOf({ lines, ...bill }: Query): QuotedBill {
  if (lines === undefined) return bill;
  const parsed = billLinesList.safeParse(jsonOf(lines));
  if (parsed.success) return { ...bill, lines: parsed.data };
  const [issue] = parsed.error.issues;
  const field = ['lines', ...(issue?.path ?? [])].join('.');
  throw new Refusal('malformed', {}, { fields: [{ field, problem: '必须是商品明细的 JSON' }] });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
