import type { Io } from './io.ts';

/** Says on standard error how far a long read has come, and takes it away again where that is a terminal. */
export interface ProgressLine {
  tell(objects: number): void;
  done(): void;
}

/** Milliseconds between two signs of life: on a terminal one line moves, elsewhere each is a line of a log. */
const onTerminal = 100;
const inLog = 10_000;

export function progressLine({ stderr, now }: Pick<Io, 'stderr' | 'now'>): ProgressLine {
  const isTerminal = stderr.isTTY === true;
  let told = now().getTime();
  let isShown = false;
  return {
    tell(objects) {
      const at = now().getTime();
      if (at - told < (isTerminal ? onTerminal : inLog)) return;
      told = at;
      const text = `reading the cluster: ${objects.toLocaleString('en')} objects`;
      stderr.write(isTerminal ? `\r${text}` : `ingress-policy: ${text}\n`);
      isShown = true;
    },
    done() {
      if (isTerminal && isShown) stderr.write('\r\x1b[K');
    },
  };
}
