import { Injectable } from '@nestjs/common';

const CHECK_MS = 2_000;

/** Answers null when all is well, else a few words on what is not. May throw. */
export type ReadinessCheck = () => Promise<string | null>;

/** What must be in order before a load balancer sends people here. Features register their checks at start. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** Adds a check under a name such as `database`; a second of the same name takes its place. */
  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Runs all checks at once, two seconds each. */
  async run(): Promise<{ ready: boolean; checks: Record<string, string> }> {
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
