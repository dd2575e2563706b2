/** The parts of the process that a command uses. Tests pass their own. */
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

/** 0: no findings at or above the threshold. 1: findings. 2: the input could not be read, or the command not run. */
export type ExitCode = 0 | 1 | 2;
