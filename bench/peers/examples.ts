import fs from 'node:fs';
import path from 'node:path';

/** The examples of one rule, as files. */
export interface Examples {
  readonly rule: string;
  /** Whether the rule reads a running cluster, so that its examples are no manifests. */
  readonly isLive: boolean;
  readonly bad: readonly Example[];
  readonly good: readonly string[];
}

export interface Example {
  readonly file: string;
  /** The same manifests without the fault, where the rule has a fix. */
  readonly mended: string | null;
}

export function examplesIn(home: string): readonly Examples[] {
  return fs
    .readdirSync(home, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'profiles')
    .map(({ name }) => examplesOf(name, path.join(home, name)));
}

function examplesOf(rule: string, folder: string): Examples {
  const files = fs.readdirSync(folder);
  const named = (pattern: RegExp) =>
    files.filter(file => pattern.test(file)).map(file => path.join(folder, file));
  return {
    rule,
    isLive: /^\s*live: true,$/m.test(fs.readFileSync(path.join(folder, 'rule.ts'), 'utf8')),
    bad: named(/^bad\.[a-z0-9-]+\.yaml$/).map(file => ({ file, mended: mendedOf(file) })),
    good: named(/^good\.[a-z0-9-]+\.yaml$/),
  };
}

function mendedOf(file: string): string | null {
  const mended = file.replace(/\.yaml$/, '.fixed.yaml');
  return fs.existsSync(mended) ? mended : null;
}
