import process from 'node:process';

/** Waits for the first signal. A second signal ends the process at once, as without a handler. */
export function firstSignal(): { readonly came: Promise<string>; forget(): void } {
  const { promise: came, resolve } = Promise.withResolvers<string>();
  const names = ['SIGTERM', 'SIGINT'] as const;
  function forget(): void {
    for (const name of names) process.removeListener(name, take);
  }
  function take(name: string): void {
    forget();
    resolve(name);
  }
  for (const name of names) process.on(name, take);
  return { came, forget };
}
