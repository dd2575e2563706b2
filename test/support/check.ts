import { readFileSync } from 'node:fs';
import { profiles, rules } from '../../policies/index.ts';
import { type ConfigInput, createConfig } from '../../src/config/config.ts';
import { buildGraph, type Graph } from '../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../src/graph/index/scope.ts';
import { type Evaluation, evaluate } from '../../src/judge/evaluate.ts';
import { decode } from '../../src/kube/decode.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import { type Finding, severityOf } from '../../src/rule.ts';
import type { ManifestIo } from '../../src/sources/manifests/io.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';

/** The clock of every test. */
export const now = new Date('2026-11-21T12:00:00Z');

export interface Options {
  readonly policy?: ConfigInput;
  readonly world?: 'open' | 'closed' | null;
  /** A part of the input could not be read. */
  readonly unread?: boolean;
}

/** The objects of YAML text, read as the command reads them. */
export function objectsOf(yaml: string): readonly Obj[] {
  const { objects, problems } = readManifests(['-'], stdin(yaml));
  const [problem] = problems.filter(one => one.is === 'error');
  if (problem !== undefined) throw new Error(`line ${problem.line}: ${problem.message}`);
  return objects;
}

function stdin(text: string): ManifestIo {
  const none = { is: 'failed', code: 'missing', why: 'is not there' } as const;
  return {
    stat: () => none,
    list: () => none,
    read: () => none,
    stdin: () => ({ is: 'bytes', bytes: Buffer.from(text) }),
  };
}

export function graphFrom(yaml: string, options: Options = {}): Graph {
  const objects = objectsOf(yaml);
  return buildGraph(
    objects,
    manifestScopeOf(objects, options.world ?? null, options.unread ?? false),
    options.policy?.settings,
  );
}

export function judge(yaml: string, options: Options = {}, rule: string | null = null): Evaluation {
  const config = createConfig(options.policy ?? {}, profiles);
  const some = rule === null ? rules : rules.filter(one => one.id === rule);
  return evaluate(graphFrom(yaml, options), { rules: some, config, now });
}

/** `error service-selects-nothing Service web`, a line for each finding; of one rule if `rule` names it. */
export function found(yaml: string, rule: string | null = null, options: Options = {}): readonly string[] {
  return judge(yaml, options, rule).findings.map(line).sort();
}

export function line(finding: Finding): string {
  return `${severityOf(finding)} ${finding.rule} ${formatRef(finding.at.obj.ref)}`;
}

export function object(value: Json): Obj {
  const made = decode(value, { from: 'request', uid: 'test' });
  if (typeof made === 'string') throw new Error(made);
  return made;
}

export const readText = (file: string) => readFileSync(file, 'utf8');
