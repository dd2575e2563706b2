import jsonPatch from 'fast-json-patch';
import type { Graph } from '../../graph/index/graph.ts';
import type { Evaluator } from '../../judge/evaluate.ts';
import { decode } from '../../kube/decode.ts';
import { isJsonObject, type Json, jsonEqual, own } from '../../kube/json.ts';
import { namedPointerOf, valueAtNamedPointer } from '../../kube/named-pointer.ts';
import type { Obj } from '../../kube/object.ts';
import type { Operation } from '../../kube/pointer.ts';
import { type Finding, identityOf } from '../../rule.ts';
import { type Comparison, compareBeforeAfter } from '../review/compare.ts';
import type { Request } from '../review/context.ts';
import { remedyFor } from './remedy.ts';
import { changesTemplate } from './rollback.ts';

/** The operations on the incoming object, and the findings that they mend or cannot mend. */
export interface Patch {
  readonly operations: readonly Operation[];
  /** The object after all operations. */
  readonly object: Obj;
  /** The findings that the operations mend. */
  readonly mended: readonly Finding[];
  /** Findings that are not mended because a patch would replace a value that the author wrote. */
  readonly blocked: readonly Finding[];
}

/** More rounds than a pod has containers. */
const mostRounds = 64;

/**
 * The operations that mend findings of level `patch`. Each remedy is tried on the object, which is then judged again. A
 * remedy that does not mend its finding, or that causes a refusal, is left out.
 */
export function patchFor(request: Request, graph: Graph, evaluator: Evaluator): Patch {
  const operations: Operation[] = [];
  const mended: Finding[] = [];
  const blocked: Finding[] = [];
  const tried = new Set<string>();
  let current = request;
  // A client that writes a container without an earlier patch gets the patch again.
  let comparison = compareBeforeAfter(current, graph, evaluator, incoming);
  for (let round = 0; round < mostRounds; round++) {
    const next = nextOf(comparison, current, evaluator, tried);
    if (next === null) break;
    const { finding, remedy } = next;
    tried.add(identityOf(finding));
    const object = applied(current.object, remedy.operations);
    const after =
      object === null ? null : compareBeforeAfter({ ...current, object }, graph, evaluator, incoming);
    if (object !== null && after !== null && mends(finding, comparison, after)) {
      operations.push(...remedy.operations);
      mended.push(finding);
      current = { ...current, object };
      comparison = after;
    } else if (remedy.partial) blocked.push(finding);
  }
  const kept = asBefore(request, current.object, operations);
  return { operations, object: current.object, ...kept, mended, blocked };
}

const incoming = { incoming: true };

/**
 * The same operations with the stored values, where they result in exactly the stored template: an earlier patch is set
 * again, and no rollout starts.
 */
function asBefore(
  request: Request,
  patched: Obj,
  operations: readonly Operation[],
): Pick<Patch, 'operations' | 'object'> | null {
  const { old, object } = request;
  if (old === null || !changesTemplate({ ...request, object: patched })) return null;
  const again = operations.flatMap((operation): readonly Operation[] => {
    if (operation.op === 'remove') return [operation];
    const value = valueAtNamedPointer(old.body, namedPointerOf(object.body, operation.path)) as
      | Json
      | undefined;
    if (value === undefined) return [];
    return isAlike(value, operation.value) ? [{ ...operation, value }] : [operation];
  });
  const patchedAgain = applied(object, again);
  return patchedAgain === null || changesTemplate({ ...request, object: patchedAgain })
    ? null
    : { operations: again, object: patchedAgain };
}

/** Whether the values are equal except for numbers. */
function isAlike(a: Json, b: Json): boolean {
  if (typeof a === 'number' && typeof b === 'number') return true;
  if (!isJsonObject(a) || !isJsonObject(b)) return jsonEqual(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every(key => isAlike(a[key] ?? null, own(b, key) ?? null))
  );
}

function nextOf(comparison: Comparison, request: Request, evaluator: Evaluator, tried: ReadonlySet<string>) {
  for (const { finding } of comparison.decisions) {
    if (tried.has(identityOf(finding))) continue;
    const remedy = remedyFor(finding, request, comparison.introduced.has(finding), evaluator);
    if (remedy !== null) return { finding, remedy };
  }
  return null;
}

/** Whether the finding is gone, and no finding of equal level has replaced it. */
function mends(finding: Finding, before: Comparison, after: Comparison): boolean {
  const gone = identityOf(finding);
  const known = new Set(before.decisions.map(one => identityOf(one.finding)));
  return after.decisions.every(({ finding: left }) => {
    const id = identityOf(left);
    return id !== gone && (known.has(id) || !isGrave(left));
  });
}

const isGrave = ({ level, failure }: Finding) =>
  level === 'deny' || level === 'patch' || failure === 'rejected';

/** The object with the operations applied as by the API server; null where they cannot be applied. */
function applied(obj: Obj, operations: readonly Operation[]): Obj | null {
  if (operations.length === 0) return null;
  try {
    const { newDocument } = jsonPatch.applyPatch(obj.body, operations as jsonPatch.Operation[], true, false);
    const patched = decode(newDocument as Json, obj.origin);
    return typeof patched === 'string' || patched.opaque !== null ? null : { ...patched, ref: obj.ref };
  } catch {
    return null;
  }
}
