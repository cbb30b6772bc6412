/** How a day's bill is to differ from the truth. */
export interface BillPlan {
  /** Order or refund numbers whose lines are left out. */
  readonly omit: readonly string[];
  /** Other amounts in fen, by order or refund number. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Payments that nobody made. */
  readonly extra: readonly { readonly out_trade_no: string; readonly total_fen: number }[];
  /** Columns that this old merchant does not have. */
  readonly without: readonly string[];
}

const PLANS_MAX = 1000;
const NONE: BillPlan = { omit: [], amounts: {}, extra: [], without: [] };

/** Differences planted in bills, by day, and the downloads that are ready. */
export class BillPlans {
  private readonly plans = new Map<string, BillPlan>();
  private readonly files = new Map<string, { readonly file: Buffer; readonly expires_at: number }>();

  plant(day: string, plan: Partial<BillPlan>): boolean {
    if (this.plans.size >= PLANS_MAX && !this.plans.has(day)) return false;
    this.plans.set(day, { ...NONE, ...plan });
    return true;
  }

  of(day: string): BillPlan {
    return this.plans.get(day) ?? NONE;
  }

  offer(token: string, file: Buffer, expiresAt: number): void {
    this.files.set(token, { file, expires_at: expiresAt });
    const oldest = this.files.keys().next();
    if (this.files.size > PLANS_MAX && !oldest.done) this.files.delete(oldest.value);
  }

  file(token: string, now: number): Buffer | undefined {
    const found = this.files.get(token);
    return found && now < found.expires_at ? found.file : undefined;
  }
}
