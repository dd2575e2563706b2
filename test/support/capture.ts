import type { Io } from '../../cli/shared/io.ts';
import { now } from './check.ts';

/** Captures the output of a command. */
export interface Captured extends Io {
  out(): string;
  err(): string;
}

export function capture(): Captured {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    stdout: { write: text => out.push(text) },
    stderr: { write: text => err.push(text) },
    env: {},
    now: () => now,
    out: () => out.join(''),
    err: () => err.join(''),
  };
}
