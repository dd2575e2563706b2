/** Waits so many milliseconds, or until the signal comes. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Work whose signal comes with the other one, or when its time is over; `why` is then its reason. */
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
  // The wait ends with the work, and then aborts what is over.
  const limit = wait(within, done.signal).then(() => over.abort(why));
  try {
    return await work(over.signal);
  } finally {
    signal.removeEventListener('abort', end);
    done.abort();
    await limit;
  }
}
