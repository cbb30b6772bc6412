/** Resolves after `duration_ms`. */
export function pause(duration_ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, duration_ms);
  });
}

/** Asks `probe` every `every_ms` until it answers true; false if that takes longer than `limit_ms`. */
export async function until(probe, { limit_ms, every_ms = 50 }) {
  const from = performance.now();
  while (performance.now() - from < limit_ms) {
    if (await probe()) return true;
    await pause(every_ms);
  }
  return false;
}
