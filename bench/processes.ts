import { spawnSync } from 'node:child_process';

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

export interface Sample {
  /** Wall-clock milliseconds of the whole process. */
  readonly ms: number;
  /** The largest resident set, in MiB; null without /usr/bin/time. */
  readonly mib: number | null;
}

/** Runs the commands in turn, A B A B …, so that a change of the machine's speed affects both equally. */
export function interleave(
  commands: readonly Command[],
  runs: number,
): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map<string, Sample[]>(commands.map(command => [command.name, []]));
  for (const command of commands) run(command);
  for (let round = 0; round < runs; round++) {
    for (const command of commands) samples.get(command.name)?.push(run(command));
  }
  return samples;
}

export function run(command: Command): Sample {
  const start = performance.now();
  const { error, stderr } = spawnSync(command.file, command.args, { maxBuffer: 1 << 30 });
  const ms = performance.now() - start;
  if (error !== undefined) throw error;
  const peak = /peak-rss-kib=([0-9]+)/.exec(stderr.toString());
  return { ms, mib: peak?.[1] === undefined ? null : Number(peak[1]) / 1024 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median of the ratios of adjacent runs. */
export function ratio(a: readonly Sample[], b: readonly Sample[]): number {
  return median(a.map((sample, index) => sample.ms / (b[index]?.ms ?? Number.NaN)));
}
