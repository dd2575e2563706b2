import { isAuxiliary } from '../../graph/chain/port-doubt.ts';
import { jsonEqual } from '../../kube/json.ts';
import { valueAtNamedPointer } from '../../kube/named-pointer.ts';
import { type Obj, refKey, sameRef } from '../../kube/object.ts';
import { declaredPorts } from '../../kube/ports.ts';
import { isOneRelease, releaseMarkOf } from '../../kube/release.ts';
import { isService } from '../../kube/service.ts';
import { isWorkload, podSpecOf, templateAt } from '../../kube/workload.ts';
import { isRouteKind } from '../../routes/route-kinds.ts';
import type { Evidence, Finding } from '../../rule.ts';
import type { Request } from './context.ts';
import { isMending, type Stages, stageIn, stageOf } from './stage.ts';

/** Why a finding refuses, or why it does not although its rule would. */
export type DecisionReason =
  | 'closed'
  | 'cut'
  | 'near-miss'
  | 'comes-no-more'
  | 'level'
  | 'not-its-doing'
  | 'rollback'
  | 'dry-run'
  | 'first-half'
  | 'open'
  | 'no-port-yet'
  | 'mending';

export interface Decision {
  readonly finding: Finding;
  readonly refuses: boolean;
  readonly why: DecisionReason;
}

/** All that a ruling looks at: the request, and what is found on both sides of it. */
export interface DecisionInput {
  readonly request: Request;
  readonly before: readonly Finding[];
  readonly introduced: ReadonlySet<Finding>;
  readonly stages: { readonly before: Stages; readonly after: Stages };
  /** The keys of the routes that were there before. */
  readonly routesBefore: ReadonlySet<string>;
  /** The workloads that the object led to, or admitted clients to, before. */
  readonly podsBefore: readonly Obj[];
  /** An object of the graph after the request; null for one that is not there. */
  find(ref: Obj['ref']): Obj | null;
  /** `strict` refuses the first half of a two-sided change too. */
  readonly updates: 'lenient' | 'strict';
  /** The request brings back a pod template that the object had. */
  readonly rollback: boolean;
  /** Findings at level `patch` that no patch may mend: a value that the author wrote is in the way. */
  readonly blocked: ReadonlySet<Finding>;
}

/**
 * What the finding does to the request. The questions come in this order: is it never refused, did this request
 * introduce it, is it a near miss, may it be the first half of a release, is it closed, does the request cut a chain.
 */
export function decide(finding: Finding, about: DecisionInput): Decision {
  const decision = (refuses: boolean, why: DecisionReason): Decision => ({ finding, refuses, why });
  const { request } = about;
  const acts = finding.level === 'deny' || finding.level === 'patch';
  if (acts && about.rollback && about.introduced.has(finding) && liesInTemplate(finding, request))
    return decision(false, 'rollback');
  if (finding.level !== 'deny' && !about.blocked.has(finding)) return decision(false, 'level');
  if (!about.introduced.has(finding)) return decision(false, 'not-its-doing');
  if (request.dryRun && !liesInItself(finding, request)) return decision(false, 'dry-run');
  if (isNearMiss(finding, request)) return decision(true, 'near-miss');
  if (isFirstHalf(finding, about)) return decision(false, 'first-half');
  if (finding.end === 'closed') {
    if (hasNoPortYet(finding, request)) return decision(false, 'no-port-yet');
    return isUncovered(finding, about) ? decision(false, 'mending') : decision(true, 'closed');
  }
  if (isCut(finding, about))
    return isUncovered(finding, about) ? decision(false, 'mending') : decision(true, 'cut');
  return comesNoMore(finding, request) ? decision(true, 'comes-no-more') : decision(false, 'open');
}

/** Siblings of a dry run are never stored, so only what the object says of itself can be held against it. */
function liesInItself(finding: Finding, request: Request): boolean {
  return finding.evidence.every(evidence => sameRef(evidence.ref, request.object.ref));
}

/** Whether all that it blames the object for stands in its pod template. */
function liesInTemplate(finding: Finding, { object }: Request): boolean {
  if (!isWorkload(object)) return false;
  const own = finding.evidence.filter(({ of, ref }) => of === 'fault' && sameRef(ref, object.ref));
  return (
    own.length > 0 && own.every(one => one.is === 'value' && one.at.startsWith(`${templateAt(object)}/`))
  );
}

/** The Service or the route that completes the chain is refused, never the workload or Service that is meant. */
function isNearMiss(finding: Finding, { object, operation }: Request): boolean {
  if (!sameRef(finding.at.obj.ref, object.ref) && !isRouteKind(object)) return false;
  return finding.end === 'near-typo' || (finding.end === 'near-spelling' && operation === 'CREATE');
}

/**
 * A sound pair that the request makes inconsistent, where the other side belongs to the same release and is written
 * later: it may be mended by the next write.
 */
function isFirstHalf(finding: Finding, about: DecisionInput): boolean {
  const { request } = about;
  if (about.updates === 'strict') return false;
  // A policy that is new has its other side in the pods that it selects.
  if (request.operation !== 'UPDATE' && request.object.ref.kind !== 'NetworkPolicy') return false;
  if (!writesFault(finding, request)) return false;
  return othersOf(finding, about).some(
    other => isOneRelease(request.object, other) && isWrittenFirst(request.object, other),
  );
}

/** The other side of the pair: what contradicts the object, or, where nothing does any more, the pods it had. */
function othersOf(finding: Finding, { request, podsBefore, find }: DecisionInput): readonly Obj[] {
  const others = finding.evidence
    .filter(evidence => evidence.of === 'fault' && !sameRef(evidence.ref, request.object.ref))
    .flatMap(evidence => find(evidence.ref) ?? []);
  return others.length > 0 ? others : podsBefore;
}

/** Service before workload before route; a policy before everything; a workload before a policy only under Flux. */
function isWrittenFirst(object: Obj, other: Obj): boolean {
  if (object.ref.kind === 'NetworkPolicy') return true;
  if (other.ref.kind === 'NetworkPolicy') return releaseMarkOf(object)?.tool === 'flux';
  const [own, others] = [rankOf(object), rankOf(other)];
  return own !== null && others !== null && own < others;
}

function rankOf(obj: Obj): number | null {
  if (isService(obj)) return 0;
  if (isWorkload(obj)) return 1;
  return isRouteKind(obj) ? 2 : null;
}

/** Whether the request itself writes a value that the fault rests on. On CREATE it writes all of them. */
export function writesFault(finding: Finding, { object, old }: Request): boolean {
  return finding.evidence.some(
    evidence =>
      evidence.of === 'fault' &&
      sameRef(evidence.ref, object.ref) &&
      (old === null || isChanged(evidence, old)),
  );
}

function isChanged(evidence: Evidence, old: Obj): boolean {
  // What was missing before the request is missing after it.
  if (evidence.is === 'absence') return false;
  const was = valueAtNamedPointer(old.body, evidence.at) ?? 'absent';
  if (jsonEqual(was, evidence.value)) return false;
  // A list that only grew has not changed.
  if (!Array.isArray(was) || !Array.isArray(evidence.value)) return true;
  const now: readonly unknown[] = evidence.value;
  return !was.every(item => now.some(other => jsonEqual(item, other)));
}

/** A workload without any port that could be meant is never the one that is refused for a missing name. */
function hasNoPortYet(finding: Finding, { object, operation }: Request): boolean {
  if (finding.chainBreak?.needsDeclaredPort !== true || operation !== 'CREATE') return false;
  if (!isWorkload(object) || object.opaque !== null) return false;
  return declaredPorts(podSpecOf(object)).every(({ port }) => isAuxiliary(port));
}

/** An update that brings a route further and sets none back is held to what it writes, not to what it uncovers. */
function isUncovered(finding: Finding, about: DecisionInput): boolean {
  const { request, stages: positions } = about;
  if (request.operation === 'CREATE' || !isMending(positions.before, positions.after)) return false;
  return !writesFault(finding, request);
}

/** A route that was there and got further before the request than it does after. */
function isCut(finding: Finding, about: DecisionInput): boolean {
  const stage = stageOf(finding);
  if (stage === null) return false;
  return finding.routes.some(route => {
    const key = refKey(route);
    return about.routesBefore.has(key) && stageIn(about.stages.before, key) > stage;
  });
}

/** The tool of the request writes what is missing before a route: what is missing now does not come later. */
function comesNoMore({ chainBreak }: Finding, { object, operation }: Request): boolean {
  const tool = releaseMarkOf(object)?.tool;
  if (operation !== 'CREATE' || tool === undefined || !isRouteKind(object)) return false;
  return chainBreak?.writtenFirstBy?.includes(tool) === true;
}
