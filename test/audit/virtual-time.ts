/** A clock that only the test advances. */
export function virtualTime() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly end: () => void }>();

  /** Runs all pending work that waits for no time. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
  }

  return {
    clock: () => now,
    now: () => new Date(Date.parse('2026-11-27T12:00:00Z') + now),
    wait(ms: number, signal: AbortSignal): Promise<void> {
      if (signal.aborted) return Promise.resolve();
      return new Promise(resolve => {
        const timer = {
          at: now + ms,
          end: () => {
            timers.delete(timer);
            resolve();
          },
        };
        timers.add(timer);
        signal.addEventListener('abort', timer.end, { once: true });
      });
    },
    settle,
    async pass(ms: number): Promise<void> {
      const until = now + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        next.end();
      }
      now = until;
      await settle();
    },
    waiting: () => timers.size,
  };
}

export type VirtualTime = ReturnType<typeof virtualTime>;
