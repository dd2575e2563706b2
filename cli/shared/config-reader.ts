import { rules } from '../../policies/index.ts';
import type { ConfigInput } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { JsonObject } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { UsageError } from './usage-error.ts';

export type ReadConfig =
  | { readonly is: 'policy'; readonly input: ConfigInput }
  /** Each fault with its file, and its line where it has one. */
  | { readonly is: 'faults'; readonly faults: readonly string[] };

/** The config in a file, which is read like a manifest. Throws a UsageError with every fault and its line. */
export function readConfig(file: string): ConfigInput {
  const read = tryConfig(file);
  if (read.is === 'policy') return read.input;
  throw new UsageError(read.faults.join('\ningress-policy: '));
}

export function tryConfig(file: string): ReadConfig {
  const read = readManifests([file], nodeFs, {
    toObject: (value, origin) => plain(value as JsonObject, origin),
  });
  const [problem] = read.problems;
  if (problem !== undefined) return faults(`${place(file, problem.line)}: ${problem.message}`);
  const [document, ...more] = read.objects;
  if (more.length > 0)
    return faults(`${file}: the config must be one document, but this file has ${more.length + 1}`);
  if (document === undefined) return { is: 'policy', input: {} };
  const parsed = parseConfig(document.body, rules);
  if (parsed.is === 'config') return { is: 'policy', input: parsed.config };
  const errors = parsed.errors.map(({ at, message }) => ({
    line: read.locate(document.origin, at).line,
    message,
  }));
  errors.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return faults(...errors.map(({ line, message }) => `${place(file, line)}: ${message}`));
}

const faults = (...all: readonly string[]): ReadConfig => ({ is: 'faults', faults: all });

const place = (file: string, line: number | null) => (line === null ? file : `${file}:${line}`);

/** A document of any shape as an object, so that its positions can be found. */
function plain(body: JsonObject, origin: Obj['origin']): Obj {
  const ref = { group: '', kind: '', namespace: null, name: '' };
  return { ref, apiVersion: '', body, origin, opaque: null, malformed: [] };
}
