/**
 * A message about the input. An `error` ends in exit code 2, a `warning` counts as a warning of the report, and a `note`
 * does not change the exit code.
 */
export interface Problem {
  readonly file: string;
  /** 1-based; null for a problem of the whole file or folder. */
  readonly line: number | null;
  readonly message: string;
  readonly is: 'error' | 'warning' | 'note';
}

/** Sorts by file, then line; problems of the whole file come first. Stable for the rest. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
}

/** Compares UTF-16 code units, so that the order does not depend on the locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
