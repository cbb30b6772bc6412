/** The phone's own clock, which may be wrong; services correct it with the server's. */
export function phoneNow(): number {
  return Date.now();
}

/** Waits at least `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `tick` every `ms` milliseconds; returns how to stop. */
export function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}

/** Calls `run` once after `ms` milliseconds; returns how to stop. */
export function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
