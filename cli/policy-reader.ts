import { rules } from '../policies/index.ts';
import { parseConfig } from '../src/config.ts';
import type { JsonObject } from '../src/kube/json.ts';
import type { Obj } from '../src/kube/object.ts';
import type { PolicyInput } from '../src/policy.ts';
import { readManifests } from '../src/sources/manifests.ts';
import { nodeFs } from '../src/sources/node-fs.ts';
import { UsageError } from './usage-error.ts';

/** The policy in the file, which is read as a manifest is; every mistake in it with its line. */
export function readPolicy(file: string): PolicyInput {
  const read = readManifests([file], nodeFs, {
    toObject: (value, origin) => plain(value as JsonObject, origin),
  });
  const [problem] = read.problems;
  if (problem !== undefined) throw new UsageError(`${place(file, problem.line)}: ${problem.message}`);
  const [document, ...more] = read.objects;
  if (more.length > 0)
    throw new UsageError(`${file}: a policy is one document, and this file holds ${more.length + 1}`);
  if (document === undefined) return {};
  const parsed = parseConfig(document.body, rules);
  if (parsed.is === 'config') return parsed.config;
  const lines = parsed.errors.map(
    ({ at, message }) => `${place(file, read.locate(document.origin, at).line)}: ${message}`,
  );
  throw new UsageError(lines.join('\ningress-policy: '));
}

const place = (file: string, line: number | null) => (line === null ? file : `${file}:${line}`);

/** A document of any shape, so that its places can be found. */
function plain(body: JsonObject, origin: Obj['origin']): Obj {
  const ref = { group: '', kind: '', namespace: null, name: '' };
  return { ref, apiVersion: '', body, origin, opaque: null, malformed: [] };
}
