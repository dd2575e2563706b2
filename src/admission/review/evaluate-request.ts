import type { ModeProfile, NamespaceModes } from '../../config/namespace-modes.ts';
import type { Graph } from '../../graph/index/graph.ts';
import { createRecorder } from '../../graph/index/query.ts';
import type { Read } from '../../graph/index/read.ts';
import type { Evaluator } from '../../judge/evaluate.ts';
import type { ApiRead } from '../../kube/api-server.ts';
import { flowFieldsDiffer } from '../../kube/flow-fields.ts';
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

/** A round: the request, and the graph and the live reads of its moment. */
export interface ReviewRound {
  readonly request: Request;
  readonly context: ReviewContext;
  readonly graph: Graph;
  readonly modes: NamespaceModes;
  readonly faults: readonly string[];
  readonly exclusion: Exclusion | null;
  readonly live: Confirmation | null;
  /** Why a part of the evidence could not be confirmed. */
  readonly unconfirmed: readonly string[];
}

/** The comparison of the request under the config of each mode, on one graph. */
export interface RequestEvaluation {
  readonly byProfile: ReadonlyMap<ModeProfile, Comparison>;
  readonly reads: readonly Read[];
}

/** Evaluates the request in every mode; null where all modes are off. `records` records every read. */
export function evaluateRequest(
  { request, context, graph, modes, live }: ReviewRound,
  records: boolean,
): RequestEvaluation | null {
  const recorder = records ? createRecorder() : null;
  const byDoor = new Map<ModeProfile, Comparison>();
  const rollback = live !== null && bringsBack(request, live);
  for (const profile of new Set([modes.enforce, modes.warn, modes.audit])) {
    if (profile === 'off') continue;
    const evaluator = evaluatorFor(profile, context);
    byDoor.set(
      profile,
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
  // Without a route a denial is only a warning, and so is an impossible patch.
  return new Set(
    findings.filter(finding => finding.exposure === 'routed' && blocked.has(identityOf(finding))),
  );
}

/**
 * Whether the request is judged on live reads from the start, since a release writes faster than a watch delivers and a
 * watch may lag: a CREATE, and an UPDATE that changes how requests flow.
 */
export const isJudgedLive = ({ object, old }: Request): boolean =>
  old === null || flowFieldsDiffer(object, old);

/**
 * Which reads to confirm; null for none. A request that is not judged live is confirmed only before a refusal that
 * depends on other objects. Audit entries need no live reads.
 */
export function depthOf(
  evaluation: RequestEvaluation,
  { request, modes, exclusion }: ReviewRound,
): ReadDepth | null {
  if (exclusion !== null || (modes.enforce === 'off' && modes.warn === 'off')) return null;
  if (refusalsIn(evaluation, modes.enforce).some(finding => !liesInItself(finding, request))) return 'all';
  return isJudgedLive(request) ? 'release' : null;
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

/** The request itself has the written object. */
const isOf = ({ object }: Request, read: ApiRead) => 'get' in read && sameRef(read.get, object.ref);

/** The reads of the request: its Namespace, whose labels may set a mode, and its earlier templates. */
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

export const refusalsIn = (
  { byProfile: byDoor }: RequestEvaluation,
  profile: ModeProfile,
): readonly Finding[] =>
  (byDoor.get(profile)?.decisions ?? []).filter(({ refuses }) => refuses).map(({ finding }) => finding);

/** Whether no other object could change the finding. */
export function liesInItself({ evidence, routes }: Finding, { object }: Request): boolean {
  return (
    evidence.every(({ ref }) => sameRef(ref, object.ref)) && routes.every(route => sameRef(route, object.ref))
  );
}
