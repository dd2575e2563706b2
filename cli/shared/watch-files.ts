import fs from 'node:fs';
import path from 'node:path';

export interface FileWatchOptions {
  /** Milliseconds of quiet after a change, so that what is written in parts is read whole. */
  readonly quiet?: number;
  /** Milliseconds between two looks, for what nobody tells of: a network's file system, a link far away. */
  readonly poll?: number;
}

/**
 * Calls `look` whenever one of the files may have changed, and every now and then; whether one has is for it to see. The
 * folders are watched and not the files: a mounted Secret is swapped by a link beside them, and a watch of what it led
 * to would be of what is gone.
 */
export function watchFiles(
  files: readonly string[],
  look: () => void,
  { quiet = 100, poll = 10_000 }: FileWatchOptions = {},
): { close(): void } {
  let timer: NodeJS.Timeout | null = null;
  const touched = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(look, quiet);
  };
  const folders = new Set(files.map(file => path.dirname(file)));
  const watchers = [...folders].flatMap(folder => watchFolderAlone(folder, touched));
  const polling = setInterval(look, poll);
  return {
    close() {
      if (timer !== null) clearTimeout(timer);
      clearInterval(polling);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** What cannot be watched is still looked at. */
function watchFolderAlone(folder: string, touched: () => void): readonly fs.FSWatcher[] {
  try {
    const watcher = fs.watch(folder, touched);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

/** Null where it cannot be read. */
export function textOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
