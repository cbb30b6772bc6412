const alive = new Set();

/** Remembers a child process until it ends. */
export function track(child) {
  alive.add(child);
  child.once('close', () => alive.delete(child));
  child.once('error', () => alive.delete(child));
  return child;
}

/** Ends every child process at once: for the moment when this process itself must go. */
export function killAll() {
  for (const child of alive) child.kill('SIGKILL');
}
