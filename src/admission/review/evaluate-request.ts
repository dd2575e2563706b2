import type { ModeProfile, NamespaceModes } from '../../config/namespace-modes.ts';
import type { Graph } from '../../graph/index/graph.ts';
import { createRecorder } from '../../graph/index/query.ts';
import type { Read } from '../../graph/index/read.ts';
import type { Evaluator } from '../../judge/evaluate.ts';
import type { ApiRead } from '../../kube/api-server.ts';
import { sameRef } from '../../kube/object.ts';
import { type Finding, identityOf } from '../../rule.ts';
import { apiReadsOf, type ReadDepth } from '../live/api-reads.ts';
import type { Confirmation } from '../live/confirmation.ts';
import { patchFor } from '../patch/patch.ts';
import { isRollback, revisionsOf } from '../patch/rollback.ts';
import { type Comparison, compareBeforeAfter } from './compare.ts';
import type { Request } from './context.ts';
import { evaluatorFor, type ReviewContext } from './context.ts';
import type { Exclusion } from './exclusions.ts';

/** One round: the request, and what is known at its moment. */
export interface ReviewRound {
  readonly request: Request;
  readonly context: ReviewContext;
  readonly graph: Graph;
  readonly modes: NamespaceModes;
  readonly faults: readonly string[];
  readonly exclusion: Exclusion | null;
  readonly live: Confirmation | null;
  /** What it rests on could not all be confirmed, for these reasons. */
  readonly unconfirmed: readonly string[];
}

/** The request as each door's policy weighs it, on the graph of one moment. */
export interface RequestEvaluation {
  readonly byProfile: ReadonlyMap<ModeProfile, Comparison>;
  readonly reads: readonly Read[];
}

/** Null where every door is closed. With `records` it notes all that was looked at. */
export function evaluateRequest(
  { request, context, graph, modes, live }: ReviewRound,
  records: boolean,
): RequestEvaluation | null {
  const recorder = records ? createRecorder() : null;
  const byDoor = new Map<ModeProfile, Comparison>();
  const rollback = live !== null && bringsBack(request, live);
  for (const door of new Set([modes.enforce, modes.warn, modes.audit])) {
    if (door === 'off') continue;
    const evaluator = evaluatorFor(door, context);
    byDoor.set(
      door,
      compareBeforeAfter(request, graph, evaluator, {
        ...(recorder === null ? {} : { recorder }),
        rollback,
        blockedOf: findings => (rollback ? none : blockedIn(findings, request, graph, evaluator)),
      }),
    );
  }
  return byDoor.size === 0 ? null : { byProfile: byDoor, reads: recorder?.reads() ?? [] };
}

function bringsBack(request: Request, live: Confirmation): boolean {
  const revisions = revisionsOf(request);
  return revisions !== null && isRollback(request, live.answer(revisions));
}

const none: ReadonlySet<Finding> = new Set();

function blockedIn(
  findings: readonly Finding[],
  request: Request,
  graph: Graph,
  evaluator: Evaluator,
): ReadonlySet<Finding> {
  if (!findings.some(({ level }) => level === 'patch')) return none;
  const blocked = new Set(patchFor(request, graph, evaluator).blocked.map(identityOf));
  // Where no route leads a denial is a warning, and so is a patch that is not to be had.
  return new Set(
    findings.filter(finding => finding.exposure === 'routed' && blocked.has(identityOf(finding))),
  );
}

/**
 * How much of it is to be confirmed; null for nothing. A write that creates is judged on live reads from the start,
 * since a release writes faster than a watch delivers; one that updates only before it is refused for something that
 * other objects say. Nothing is read to word an audit.
 */
export function depthOf(
  evaluation: RequestEvaluation,
  { request, modes, exclusion }: ReviewRound,
): ReadDepth | null {
  if (exclusion !== null || (modes.enforce === 'off' && modes.warn === 'off')) return null;
  if (refusalsIn(evaluation, modes.enforce).some(finding => !liesInItself(finding, request))) return 'all';
  return request.operation === 'CREATE' ? 'release' : null;
}

export function wantedReads(
  evaluation: RequestEvaluation,
  depth: ReadDepth,
  { request, graph }: ReviewRound,
): readonly ApiRead[] {
  const reads = evaluation.reads
    .flatMap(read => apiReadsOf(read, depth, graph))
    .filter(read => !isOf(request, read));
  return depth === 'all' ? [...reads, ...ownReads(request)] : reads;
}

/** The object that is written is known from the request. */
const isOf = ({ object }: Request, read: ApiRead) => 'get' in read && sameRef(read.get, object.ref);

/** Its Namespace, whose labels may have opened a door, and the templates that it had. */
function ownReads(request: Request): readonly ApiRead[] {
  const { namespace } = request.object.ref;
  const revisions = revisionsOf(request);
  return [
    ...(namespace === null
      ? []
      : [{ get: { group: '', kind: 'Namespace', namespace: null, name: namespace } }]),
    ...(revisions === null ? [] : [revisions]),
  ];
}

export const refusalsIn = ({ byProfile: byDoor }: RequestEvaluation, door: ModeProfile): readonly Finding[] =>
  (byDoor.get(door)?.decisions ?? []).filter(({ refuses }) => refuses).map(({ finding }) => finding);

/** Nothing that another object says could change it. */
export function liesInItself({ evidence, routes }: Finding, { object }: Request): boolean {
  return (
    evidence.every(({ ref }) => sameRef(ref, object.ref)) && routes.every(route => sameRef(route, object.ref))
  );
}
