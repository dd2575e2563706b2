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

/** What is set on the incoming object, and what could not be. */
export interface Patch {
  readonly operations: readonly Operation[];
  /** The object after all of them. */
  readonly object: Obj;
  /** The findings that they mend. */
  readonly mended: readonly Finding[];
  /** Findings that a patch would mend, were it not for a value that the author wrote. */
  readonly blocked: readonly Finding[];
}

/** More than a pod has containers. */
const mostRounds = 64;

/**
 * The operations that mend what the rules patch. Each is tried on the object and judged again before it counts: one
 * that does not mend, or that brings about something that would be refused, is left out.
 */
export function patchFor(request: Request, graph: Graph, evaluator: Evaluator): Patch {
  const operations: Operation[] = [];
  const mended: Finding[] = [];
  const blocked: Finding[] = [];
  const given = new Set<string>();
  let current = request;
  // A container that was patched when it was created is patched again by whoever writes it without the patch.
  let comparison = compareBeforeAfter(current, graph, evaluator, incoming);
  for (let round = 0; round < mostRounds; round++) {
    const next = nextOf(comparison, current, evaluator, given);
    if (next === null) break;
    const { finding, remedy } = next;
    given.add(identityOf(finding));
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
 * The same operations with the values that stand there already, where they make the very template that is stored: what
 * a patch set before is set again, and no rollout begins.
 */
function asBefore(
  request: Request,
  patched: Obj,
  operations: readonly Operation[],
): Pick<Patch, 'operations' | 'object'> | null {
  const { old, object } = request;
  if (old === null || !changesTemplate({ ...request, object: patched })) return null;
  const again = operations.flatMap((one): readonly Operation[] => {
    if (one.op === 'remove') return [one];
    const value = valueAtNamedPointer(old.body, namedPointerOf(object.body, one.path)) as Json | undefined;
    if (value === undefined) return [];
    return isAlike(value, one.value) ? [{ ...one, value }] : [one];
  });
  const made = applied(object, again);
  return made === null || changesTemplate({ ...request, object: made })
    ? null
    : { operations: again, object: made };
}

/** Equal but for numbers. */
function isAlike(a: Json, b: Json): boolean {
  if (typeof a === 'number' && typeof b === 'number') return true;
  if (!isJsonObject(a) || !isJsonObject(b)) return jsonEqual(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every(key => isAlike(a[key] ?? null, own(b, key) ?? null))
  );
}

function nextOf(comparison: Comparison, request: Request, evaluator: Evaluator, given: ReadonlySet<string>) {
  for (const { finding } of comparison.decisions) {
    if (given.has(identityOf(finding))) continue;
    const remedy = remedyFor(finding, request, comparison.introduced.has(finding), evaluator);
    if (remedy !== null) return { finding, remedy };
  }
  return null;
}

/** Whether the finding is gone, and nothing as grave has come in its place. */
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

/** The object with the operations applied as the API server applies them; null where it could not. */
function applied(obj: Obj, operations: readonly Operation[]): Obj | null {
  if (operations.length === 0) return null;
  try {
    const { newDocument } = jsonPatch.applyPatch(obj.body, operations as jsonPatch.Operation[], true, false);
    const made = decode(newDocument as Json, obj.origin);
    return typeof made === 'string' || made.opaque !== null ? null : { ...made, ref: obj.ref };
  } catch {
    return null;
  }
}
