import { z } from 'zod';
import { amountFen, BILL_FEN_MAX, text } from './common';

/** One line of a bill. `amount_fen` is the line's total before discounts. */
export const billLine = z.strictObject({
  name: text(40),
  quantity: z.int().min(1).max(10_000),
  amount_fen: amountFen,
  /** What kind of goods; some earn no points (P1). */
  category: text(20).optional(),
});
export type BillLine = z.infer<typeof billLine>;

/** What a bill comes to before discounts. */
export const billAmount = z.int().min(1).max(BILL_FEN_MAX);
/** The lines of a bill, where it has any. */
export const billLinesList = z.array(billLine).min(1).max(100);
