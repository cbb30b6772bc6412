/** A coupon's worth as it is set: the figure large, what stands before and after it small. */
export interface WorthParts {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
}

/** Splits `¥10`, `¥10.50`, `8.5折`: the cents of money are small too, those of a discount are not. Null for words. */
export function worthParts(amount: string): WorthParts | null {
  const money = /^(¥)([\d,]+)(\.\d+)?$/.exec(amount);
  if (money) return { before: '¥', figure: money[2] ?? '', after: money[3] ?? '' };
  const rate = /^([\d.]+)(\D+)$/.exec(amount);
  return rate ? { before: '', figure: rate[1] ?? '', after: rate[2] ?? '' } : null;
}
