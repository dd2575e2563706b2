import process from 'node:process';

/** A second one ends the process at once, as it does a program that listens to none. */
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
