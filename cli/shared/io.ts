/** What a command may touch of its process. Tests pass their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** 0: nothing at or above the threshold. 1: findings. 2: something could not be read or run. */
export type ExitCode = 0 | 1 | 2;
