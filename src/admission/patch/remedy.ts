import type { Evaluator } from '../../judge/evaluate.ts';
import { isJsonObject, type Json, jsonEqual, own } from '../../kube/json.ts';
import { sameRef } from '../../kube/object.ts';
import type { Operation } from '../../kube/pointer.ts';
import { type Pointer, valueAt } from '../../kube/pointer.ts';
import { releaseMarkOf } from '../../kube/release.ts';
import { isWorkload, templateAt } from '../../kube/workload.ts';
import type { Finding } from '../../rule.ts';
import type { Request } from '../review/context.ts';
import { changesTemplate } from './rollback.ts';

/** The operations of a patch for a finding. */
export interface Remedy {
  readonly operations: readonly Operation[];
  /** Whether a part of the fix is left out, because it would replace a value that the author wrote. */
  readonly partial: boolean;
}

/** The remedy of a finding; null where a patch may set no field. */
export function remedyFor(
  finding: Finding,
  request: Request,
  introduced: boolean,
  evaluator: Evaluator,
): Remedy | null {
  const { fix } = finding;
  if (fix === null || fix.safety !== 'safe' || fix.operations.length === 0) return null;
  if (!sameRef(fix.on, request.object.ref) || !isDue(finding, request, introduced)) return null;
  const replaces = mayReplace(finding, request, evaluator);
  if (finding.level !== 'patch' && !(finding.level === 'deny' && replaces)) return null;
  const allowed = fix.operations.filter(one => replaces || !replacesWritten(one, request));
  const partial = allowed.length < fix.operations.length;
  return { operations: allowed.filter(({ op }) => op !== 'test' || !partial), partial };
}

/** A template is patched only where the request itself starts a rollout. Other fields must be the request's own change. */
function isDue({ fix }: Finding, request: Request, introduced: boolean): boolean {
  const { object } = request;
  const template = isWorkload(object) ? `${templateAt(object)}/` : null;
  const isInTemplate = ({ path }: Operation) => template !== null && path.startsWith(template);
  return fix?.operations.every(isInTemplate) === true ? changesTemplate(request) : introduced;
}

/** Not under Argo CD, which would restore the author's value again and again. */
function mayReplace({ rule, at }: Finding, { object }: Request, evaluator: Evaluator): boolean {
  if (releaseMarkOf(object)?.tool === 'argocd') return false;
  const found = evaluator.rules.find(({ id }) => id === rule);
  return found !== undefined && evaluator.config.ruleFor(found, at.obj.ref.namespace).patch === 'replace';
}

/** Whether the operation replaces a value that the author wrote, and not a default of the API server. */
function replacesWritten({ op, path }: Operation, { object }: Request): boolean {
  if (op === 'test') return false;
  const value = valueAt(object.body, path);
  if (value === undefined || value === null) return false;
  return !isDefaulted(path, value, lastApplied(object.body));
}

/** Defaults that the API server writes into every pod spec: SetDefaults_PodSpec. */
const defaults: readonly (readonly [suffix: string, value: Json])[] = [
  ['/terminationGracePeriodSeconds', 30],
];

function isDefaulted(path: Pointer, value: Json, applied: Json | undefined): boolean {
  if (applied !== undefined && valueAt(applied, path) !== undefined) return false;
  return defaults.some(([suffix, normal]) => path.endsWith(suffix) && jsonEqual(value, normal));
}

/** The input of the last `kubectl apply`, from its annotation. */
function lastApplied(body: Json): Json | undefined {
  const annotations = own(own(body, 'metadata'), 'annotations');
  const text = own(annotations, 'kubectl.kubernetes.io/last-applied-configuration');
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
