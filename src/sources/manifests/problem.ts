/** Something about the input that the user is told. An `error` ends in exit code 2; a `note` does not change it. */
export interface Problem {
  readonly file: string;
  /** 1-based; null where it concerns the whole file or folder. */
  readonly line: number | null;
  readonly message: string;
  readonly is: 'error' | 'note';
}

/** By file, then line; what concerns the whole file comes first. Stable for the rest. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
}

/** Order by UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
