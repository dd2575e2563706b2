/** Waits so many milliseconds, or until the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Runs work whose signal aborts with the given one, or after `within` milliseconds for the reason `why`. */
export async function bounded<T>(
  { within, why, wait }: { readonly within: number; readonly why: string; readonly wait: Wait },
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const end = () => over.abort('it was told to stop');
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  // The wait also ends with the work; aborting finished work does nothing.
  const limit = wait(within, done.signal).then(() => over.abort(why));
  try {
    return await work(over.signal);
  } finally {
    signal.removeEventListener('abort', end);
    done.abort();
    await limit;
  }
}
