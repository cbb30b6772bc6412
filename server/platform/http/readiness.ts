import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';

const CHECK_MS = 2_000;
/** Anybody may ask, as often as they like: one answer does for all who ask within a second. */
const FRESH_MS = 1_000;

/** Answers null when all is well, else a few words on what is not. May throw. */
export type ReadinessCheck = () => Promise<string | null>;

interface State {
  readonly ready: boolean;
  readonly checks: Record<string, string>;
}

/** What must be in order before a load balancer sends people here. Features register their checks at start. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private latest: { readonly at: number; readonly state: Promise<State> } | null = null;

  constructor(private readonly clock: Clock) {}

  /** Adds a check under a name such as `database`; a second of the same name takes its place. */
  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
    this.latest = null;
  }

  /** How things stood within the last second. */
  run(): Promise<State> {
    const at = this.clock.elapsed();
    if (!this.latest || at - this.latest.at >= FRESH_MS) this.latest = { at, state: this.look() };
    return this.latest.state;
  }

  /** Runs all checks at once, two seconds each. */
  private async look(): Promise<State> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, (await attempt(check)) ?? 'ok'] as const),
    );
    return { ready: entries.every(([, state]) => state === 'ok'), checks: Object.fromEntries(entries) };
  }
}

/** Says only that a check failed, not how: the answer is public. */
async function attempt(check: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in time'), CHECK_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
