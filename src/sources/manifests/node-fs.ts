import * as fs from 'node:fs';
import { sep } from 'node:path';
import { type Bytes, type Failure, type Listed, type ManifestIo, tooLarge } from './io.ts';

/** The file system of this process. */
export const nodeFs: ManifestIo = {
  stat(path) {
    return attempt(() => {
      const stat = fs.statSync(path);
      if (stat.isFile()) return { is: 'file', real: realPath(path) };
      if (stat.isDirectory()) return { is: 'directory', real: realPath(path) };
      return { is: 'other', what: special(stat) };
    });
  },
  list(directory) {
    return attempt(() => ({
      is: 'listing',
      entries: fs
        .readdirSync(directory, { withFileTypes: true })
        .map(entry => ({ name: entry.name, is: typeOf(entry) })),
    }));
  },
  read(path, limit) {
    return attempt((): Bytes => {
      // Without O_NONBLOCK, opening a FIFO that has replaced the file would wait for a writer forever.
      const fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
      try {
        const stat = fs.fstatSync(fd);
        if (!stat.isFile())
          return {
            is: 'failed',
            code: 'other',
            why: `is ${special(stat)}, not a file; give a file or a folder`,
          };
        if (stat.size > limit) return tooLarge(limit);
        return readWhole(fd, stat.size, limit);
      } finally {
        fs.closeSync(fd);
      }
    });
  },
  stdin(limit) {
    return attempt(() => readWhole(0, 0, limit));
  },
};

const realPath = (path: string) => fs.realpathSync.native(path).replaceAll(sep, '/');

/** Reads the stated size; reads to the end where no size is stated, as for a pipe. */
function readWhole(fd: number, size: number, limit: number): Bytes {
  let buffer = Buffer.allocUnsafe(size || 65536);
  let length = 0;
  for (;;) {
    const count = readSome(fd, buffer, length);
    length += count;
    if (length > limit) return tooLarge(limit);
    if (count === 0 || length === size) return { is: 'bytes', bytes: buffer.subarray(0, length) };
    if (length < buffer.length) continue;
    const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, limit + 1));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
}

function readSome(fd: number, buffer: Buffer, offset: number): number {
  for (;;) {
    try {
      return fs.readSync(fd, buffer, offset, buffer.length - offset, null);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // Standard input may be non-blocking and still empty.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function typeOf(entry: fs.Dirent): Listed['is'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice())
    return 'other';
  // Some file systems state no type: `stat` then decides, as for a link.
  return 'link';
}

function special(stat: fs.Stats): string {
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  if (stat.isDirectory()) return 'a folder';
  return 'a device';
}

function attempt<T>(call: () => T): T | Failure {
  try {
    return call();
  } catch (error) {
    return { is: 'failed', ...reason(codeOf(error)) };
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

function reason(code: string): Pick<Failure, 'code' | 'why'> {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'missing', why: 'does not exist' };
    case 'EACCES':
    case 'EPERM':
      return { code: 'other', why: 'cannot be read: permission denied; give this user the right to read it' };
    case 'ELOOP':
      return { code: 'loop', why: 'is a loop of symbolic links; remove the link' };
    default:
      return { code: 'other', why: `cannot be read: ${code}` };
  }
}
