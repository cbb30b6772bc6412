import type { BodyOf, QueryOf, Routes } from '../../shared/contract';
import { Refusal } from '../platform/http';
import type { RefundAsk } from '../../shared/rules';

type Body = Pick<BodyOf<Routes['POST /staff/purchases/{id}/refunds']>, 'amount_fen' | 'lines'>;
type Query = QueryOf<Routes['GET /staff/purchases/{id}/refund-quote']>;

/**
 * What is asked back, by amount or by lines.
 * @throws Refusal `malformed` unless it is exactly one of the two, with each line once
 */
export function askOf({ amount_fen: amount, lines }: Body): RefundAsk {
  if (amount !== undefined && lines !== undefined) throw malformed('lines', '按金额和按商品退款只能选一种');
  if (lines !== undefined) {
    const twice = lines.findIndex(({ index }, i) => lines.findIndex((line) => line.index === index) < i);
    if (twice >= 0) throw malformed(`lines.${twice}.index`, '同一行商品只能写一次');
    return { lines };
  }
  if (amount === undefined) throw malformed('amount_fen', '请填写退款金额，或选择要退的商品');
  return { amount_fen: amount };
}

/** The same from the address: `lines` is `0:500,2:1200`. */
export function askOfQuery({ amount_fen, lines }: Query): RefundAsk {
  const picked = lines?.split(',').map((line) => {
    const [index = 0, amount = 0] = line.split(':').map(Number);
    if (amount === 0) throw malformed('lines', '退款金额须大于 0');
    return { index, amount_fen: amount };
  });
  return askOf({ amount_fen, lines: picked });
}

function malformed(field: string, problem: string): Refusal {
  return new Refusal('malformed', {}, { fields: [{ field, problem }] });
}
