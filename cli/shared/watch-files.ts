import fs from 'node:fs';
import path from 'node:path';

export interface FileWatchOptions {
  /** Milliseconds of quiet after a change, so that a file written in parts is read as a whole. */
  readonly quiet?: number;
  /** Milliseconds between two polls, for changes without an event: a network file system, a distant link. */
  readonly poll?: number;
}

/**
 * Calls `look` whenever one of the files may have changed, and at regular intervals; `look` compares the contents.
 * Watches the folders and not the files: a mounted Secret is swapped by a link beside the files, and a watch of the old
 * target would see no more changes.
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

/** Returns no watcher where the folder cannot be watched: it is still polled. */
function watchFolderAlone(folder: string, touched: () => void): readonly fs.FSWatcher[] {
  try {
    const watcher = fs.watch(folder, touched);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

/** Null for an unreadable file. */
export function textOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
