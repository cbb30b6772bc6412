import { ConnectionLost } from './dialect';

/**
 * Answers what `work` answers. A network that swallows packets says nothing at all, so silence counts as a lost
 * connection; the caller must not use that connection again.
 * @throws ConnectionLost after `timeoutMs` milliseconds of silence
 */
export async function answered<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ConnectionLost(`the database did not answer for ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
