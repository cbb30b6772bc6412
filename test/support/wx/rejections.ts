type Hear = (reason: unknown, promise: unknown) => void;

/** Everybody who listens; the process itself is asked once for all. */
const ears = new Set<Hear>();

function tellAll(reason: unknown, promise: unknown): void {
  for (const hear of ears) hear(reason, promise);
}

/**
 * Hears of every promise that was refused and left alone, whoever's it is; answers how to stop. Inside jest nothing
 * is heard: there jest itself hears it first, and fails the test.
 */
export function watchRejections(hear: Hear): () => void {
  if (ears.size === 0) process.on('unhandledRejection', tellAll);
  ears.add(hear);
  return () => {
    ears.delete(hear);
    if (ears.size === 0) process.off('unhandledRejection', tellAll);
  };
}
