import fs from 'node:fs';
import { type Baseline, readBaseline, splitByBaseline, writeBaseline } from '../../src/report/baseline.ts';
import type { Problem } from '../../src/report/report.ts';
import type { Finding } from '../../src/rule.ts';
import { UsageError } from '../shared/usage-error.ts';
import type { CheckOptions } from './options.ts';

export interface BaselineResult {
  readonly fresh: readonly Finding[];
  /** The number of findings that the baseline knows. */
  readonly known: number;
  readonly notes: readonly Problem[];
}

/** Removes the findings of a baseline; --write-baseline makes all findings known. `isWhole`: all input was read. */
export function applyBaseline(
  findings: readonly Finding[],
  isWhole: boolean,
  options: CheckOptions,
): BaselineResult {
  if (options.writeBaseline !== null) {
    // Unread input may have findings, too, and a baseline without them would look complete.
    if (!isWhole) return { fresh: findings, known: 0, notes: [] };
    write(options.writeBaseline, writeBaseline(findings));
    return { fresh: [], known: findings.length, notes: [] };
  }
  const file = options.baseline ?? '';
  const { fresh, known, gone } = splitByBaseline(findings, read(file));
  const number = gone.reduce((sum, { count = 1 }) => sum + count, 0);
  const message = `${number} of its findings no longer exist${number === 1 ? 's' : ''}: "--write-baseline ${file}" updates the file`;
  const notes: readonly Problem[] = number === 0 ? [] : [{ file, line: null, message, is: 'note' }];
  return { fresh, known: known.length, notes: isWhole ? notes : [] };
}

function read(file: string): Baseline {
  let text: string;
  try {
    text = readBounded(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: create it first with --write-baseline ${file}`, {
      cause: error,
    });
  }
  const baseline = readBaseline(text);
  if (typeof baseline === 'string') throw new UsageError(`${file}: ${baseline}`);
  return baseline;
}

const mostMiB = 64;

/** A pipe has no size to check. */
function readBounded(file: string): string {
  const stat = fs.statSync(file);
  if (stat.isFile() && stat.size > mostMiB * 1024 * 1024)
    throw new UsageError(`${file} is larger than ${mostMiB} MiB, so it is no baseline`);
  return fs.readFileSync(file, 'utf8');
}

function write(file: string, text: string): void {
  try {
    // A device or a pipe has no contents to lose, and reading it might never end.
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true) keepForeign(file);
    fs.writeFileSync(file, text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be written`, { cause: error });
  }
}

/** Throws before a typo in the name overwrites a manifest. */
function keepForeign(file: string): void {
  const baseline = readBaseline(readBounded(file));
  if (typeof baseline === 'string') throw new UsageError(`${file} is not overwritten: it ${baseline}`);
}
