/** A file system call that did not succeed; `why` completes the sentence `the file …`. */
export interface Failure {
  readonly is: 'failed';
  readonly code: 'missing' | 'loop' | 'other';
  readonly why: string;
}

export type Bytes = { readonly is: 'bytes'; readonly bytes: Uint8Array } | Failure;

/** What a path leads to, links followed. `real` is one text for one file, whatever links lead there. */
export type Stat =
  | { readonly is: 'file' | 'directory'; readonly real: string }
  | { readonly is: 'other'; readonly what: string }
  | Failure;

export interface Listed {
  readonly name: string;
  /** `link`: where it leads is for `stat` to say. `other`: a FIFO, socket or device. */
  readonly is: 'file' | 'directory' | 'link' | 'other';
}

export type Listing = { readonly is: 'listing'; readonly entries: readonly Listed[] } | Failure;

/** All that reading manifests needs of the world. Nothing here throws for a state of the file system. */
export interface ManifestIo {
  stat(path: string): Stat;
  list(directory: string): Listing;
  /** Never waits for a writer: a FIFO or a device is a failure. More than `limit` bytes is a failure too. */
  read(path: string, limit: number): Bytes;
  /** Standard input to its end. */
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
