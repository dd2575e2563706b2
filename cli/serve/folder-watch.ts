import fs from 'node:fs';
import path from 'node:path';

export interface WatchOptions {
  /** Called after a change below the folder, when the folder has been quiet for a moment. */
  readonly changed: () => void;
  /** Called once where the folder cannot be watched; the folder is then still polled. */
  readonly failed: (why: string) => void;
  /** Milliseconds of quiet; for a folder that is never quiet, at most `most` milliseconds. */
  readonly quiet?: number;
  readonly most?: number;
  /** Milliseconds between two polls of all files, for file systems that do not report changes. */
  readonly poll?: number;
}

/** Watches every file below the folder, until it is closed. */
export function watchFolder(
  folder: string,
  { changed, failed, quiet = 100, most = 1000, poll = 10_000 }: WatchOptions,
): { close(): void } {
  const settling = whenQuiet(changed, { quiet, most });
  const watcher = start(folder, settling.touched, failed);
  const polling = pollFolder(folder, poll, settling.touched);
  return {
    close() {
      settling.close();
      watcher?.close();
      polling.close();
    },
  };
}

/** Milliseconds, and what happens after some of them unless it is called off. */
export interface Timers {
  now(): number;
  after(ms: number, act: () => void): () => void;
}

const realTimers: Timers = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Calls `changed` once for many touches: after a while of quiet, and of what is never quiet after `most`. */
export function whenQuiet(
  changed: () => void,
  { quiet, most }: { readonly quiet: number; readonly most: number },
  { now, after }: Timers = realTimers,
): { touched(): void; close(): void } {
  let first: number | null = null;
  let callOff: (() => void) | null = null;
  let isClosed = false;

  function settle(): void {
    callOff = null;
    first = null;
    changed();
  }

  return {
    touched() {
      if (isClosed) return;
      const at = now();
      first ??= at;
      callOff?.();
      callOff = after(Math.max(0, Math.min(quiet, first + most - at)), settle);
    },
    close() {
      isClosed = true;
      callOff?.();
    },
  };
}

function start(folder: string, touched: () => void, failed: (why: string) => void): { close(): void } | null {
  try {
    const watcher = fs.watch(folder, { recursive: true }, touched);
    watcher.on('error', error => {
      watcher.close();
      failed(codeOf(error));
    });
    return watcher;
  } catch (error) {
    failed(codeOf(error));
    return null;
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

function pollFolder(folder: string, every: number, touched: () => void): { close(): void } {
  let last: string | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;
  async function look(): Promise<void> {
    const state = await stateOf(folder);
    if (isClosed) return;
    if (last !== null && last !== state) touched();
    last = state;
    timer = setTimeout(look, every);
  }
  void look();
  return {
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Every file with its size and time. Links are followed, because a mounted ConfigMap consists of links. */
async function stateOf(folder: string): Promise<string> {
  try {
    const names = await fs.promises.readdir(folder, { recursive: true });
    const lines: string[] = [];
    for (const name of names.sort()) {
      const stat = await fs.promises.stat(path.join(folder, name)).catch(() => null);
      lines.push(stat === null ? name : `${name} ${stat.size} ${stat.mtimeMs} ${stat.ino}`);
    }
    return lines.join('\n');
  } catch (error) {
    return codeOf(error);
  }
}
