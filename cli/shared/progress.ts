import type { Io } from './io.ts';

/** Shows the progress of a long read on standard error; a terminal's line is erased at the end. */
export interface ProgressLine {
  tell(objects: number): void;
  done(): void;
}

/** Milliseconds between two updates: a terminal's line is rewritten, elsewhere each update is a log line. */
const onTerminal = 100;
const inLog = 10_000;

export function progressLine({ stderr, now }: Pick<Io, 'stderr' | 'now'>): ProgressLine {
  const isTerminal = stderr.isTTY === true;
  let shownAt = now().getTime();
  let isShown = false;
  return {
    tell(objects) {
      const at = now().getTime();
      if (at - shownAt < (isTerminal ? onTerminal : inLog)) return;
      shownAt = at;
      const text = `reading the cluster: ${objects.toLocaleString('en')} objects`;
      stderr.write(isTerminal ? `\r${text}` : `ingress-policy: ${text}\n`);
      isShown = true;
    },
    done() {
      if (isTerminal && isShown) stderr.write('\r\x1b[K');
    },
  };
}
