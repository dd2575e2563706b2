import fs from 'node:fs';
import process from 'node:process';
import { getSystemErrorMap } from 'node:util';
import type { Output } from './io.ts';
import { UsageError } from './usage-error.ts';

/**
 * Standard output or error, with synchronous writes. The streams of `process` cost a tenth of the time for a small
 * folder, so only a terminal, whose width is needed, gets one.
 */
export function output(fd: 1 | 2): Output {
  const terminal = mayBeTerminal(fd) ? (fd === 1 ? process.stdout : process.stderr) : null;
  return {
    isTTY: terminal?.isTTY,
    columns: terminal?.columns,
    write: text => writeAll(fd, Buffer.from(text)),
  };
}

/** True for every device except the null device: its stream knows whether it is a terminal. */
function mayBeTerminal(fd: number): boolean {
  try {
    const found = fs.fstatSync(fd);
    return (
      found.isCharacterDevice() && found.rdev !== fs.statSync('/dev/null', { throwIfNoEntry: false })?.rdev
    );
  } catch {
    return false;
  }
}

function writeAll(fd: 1 | 2, bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += fs.writeSync(fd, bytes, from);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A reader that closes the pipe early, such as `head`, is no error.
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') {
        // A failure of standard error cannot be reported.
        if (fd === 2) return;
        throw new UsageError(`cannot write to standard output: ${words(error)}`, { cause: error });
      }
      // The pipe is non-blocking and its reader is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** `no space left on device` */
function words(error: unknown): string {
  const { errno = 0, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno)?.[1] ?? message;
}
