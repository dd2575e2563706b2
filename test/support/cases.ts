import process from 'node:process';

/** True in `npm run test:laws`; `npm test` tries every law on a sample. */
export const isFull = process.env.LAWS === 'full';

/** One of two sizes. */
export const sized = <T>({ sample, full }: { readonly sample: T; readonly full: T }): T =>
  isFull ? full : sample;

/** The same in every sample, so that a failure is caused by a change; another seed in every full run. */
export const seed = sized({ sample: 20_261_121, full: Math.floor(Math.random() * 2 ** 31) });

/** The number of runs of `fc.assert`. A failure prints the seed and the path that repeat it. */
export const cases = (size: { readonly sample: number; readonly full: number }) => ({
  numRuns: sized(size),
  seed,
});

/** So many of the items, spread evenly from the first to the last; all of them at full size. */
export function sampleOf<T>(items: readonly T[], count: number): readonly T[] {
  if (isFull || items.length <= count) return items;
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, at) => items[Math.round(at * step)] as T);
}
