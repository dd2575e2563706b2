/** A failed file system call; `why` completes the sentence `the file …`. */
export interface Failure {
  readonly is: 'failed';
  readonly code: 'missing' | 'loop' | 'other';
  readonly why: string;
}

export type Bytes = { readonly is: 'bytes'; readonly bytes: Uint8Array } | Failure;

/** The target of a path, with links followed. `real` is the same for all links to one file. */
export type Stat =
  | { readonly is: 'file' | 'directory'; readonly real: string }
  | { readonly is: 'other'; readonly what: string }
  | Failure;

export interface Listed {
  readonly name: string;
  /** `link`: call `stat` for its target. `other`: a FIFO, socket or device. */
  readonly is: 'file' | 'directory' | 'link' | 'other';
}

export type Listing = { readonly is: 'listing'; readonly entries: readonly Listed[] } | Failure;

/** The file system calls that reading manifests needs. No call throws for a state of the file system. */
export interface ManifestIo {
  stat(path: string): Stat;
  list(directory: string): Listing;
  /** Reads a file. Never waits for a writer: a FIFO or a device is a failure, and so are more than `limit` bytes. */
  read(path: string, limit: number): Bytes;
  /** Reads standard input to its end. */
  stdin(limit: number): Bytes;
}

export function tooLarge(limit: number): Failure {
  const size = limit % 1048576 === 0 ? `${limit / 1048576} MiB` : `${limit} bytes`;
  return {
    is: 'failed',
    code: 'other',
    why: `is larger than ${size}, the maximum for one file; split it into several files`,
  };
}
