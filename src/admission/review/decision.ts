import { isAuxiliary } from '../../graph/chain/port-doubt.ts';
import { jsonEqual } from '../../kube/json.ts';
import { gatewayApi } from '../../kube/kinds/gateway-api-parts.ts';
import { isOfRole } from '../../kube/kinds.ts';
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

/** Why a finding refuses the request, or why it does not although its rule would. */
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

/** The input of a decision: the request, and the findings before and after it. */
export interface DecisionInput {
  readonly request: Request;
  readonly before: readonly Finding[];
  readonly introduced: ReadonlySet<Finding>;
  readonly stages: { readonly before: Stages; readonly after: Stages };
  /** The keys of the routes before the request. */
  readonly routesBefore: ReadonlySet<string>;
  /** The workloads to which the object led, or admitted clients, before the request. */
  readonly podsBefore: readonly Obj[];
  /** An object of the graph after the request; null where it does not exist. */
  find(ref: Obj['ref']): Obj | null;
  /** `strict` also refuses the first half of a two-sided change. */
  readonly updates: 'lenient' | 'strict';
  /** Whether the request restores an earlier pod template. */
  readonly rollback: boolean;
  /** Findings of level `patch` that no patch may mend, because the patch would replace a value that the author wrote. */
  readonly blocked: ReadonlySet<Finding>;
}

/**
 * What the finding does to the request. The questions come in this order: is it never refused, did this request
 * introduce it, is it a near miss, may it be the first half of a release, is it closed, does the request cut a chain.
 */
export function decide(finding: Finding, input: DecisionInput): Decision {
  const decided = decideWrite(finding, input);
  // A dry run stores no siblings, so what they say refuses only the write itself.
  const { request } = input;
  return decided.refuses && request.dryRun && !liesInItself(finding, request)
    ? { finding, refuses: false, why: 'dry-run' }
    : decided;
}

function decideWrite(finding: Finding, input: DecisionInput): Decision {
  const decision = (refuses: boolean, why: DecisionReason): Decision => ({ finding, refuses, why });
  const { request } = input;
  const acts = finding.level === 'deny' || finding.level === 'patch';
  if (acts && input.rollback && input.introduced.has(finding) && liesInTemplate(finding, request))
    return decision(false, 'rollback');
  if (finding.level !== 'deny' && !input.blocked.has(finding)) return decision(false, 'level');
  if (!input.introduced.has(finding)) return decision(false, 'not-its-doing');
  if (isNearMiss(finding, request)) return decision(true, 'near-miss');
  if (isFirstHalf(finding, input)) return decision(false, 'first-half');
  if (finding.end === 'closed') {
    if (hasNoPortYet(finding, request)) return decision(false, 'no-port-yet');
    return isUncovered(finding, input) ? decision(false, 'mending') : decision(true, 'closed');
  }
  if (isCut(finding, input))
    return isUncovered(finding, input) ? decision(false, 'mending') : decision(true, 'cut');
  return comesNoMore(finding, request) ? decision(true, 'comes-no-more') : decision(false, 'open');
}

/** Whether the evidence is only in the object itself. */
function liesInItself(finding: Finding, request: Request): boolean {
  return finding.evidence.every(evidence => sameRef(evidence.ref, request.object.ref));
}

/** Whether all evidence in the object is in its pod template. */
function liesInTemplate(finding: Finding, { object }: Request): boolean {
  if (!isWorkload(object)) return false;
  const own = finding.evidence.filter(({ of, ref }) => of === 'fault' && sameRef(ref, object.ref));
  return (
    own.length > 0 && own.every(one => one.is === 'value' && one.at.startsWith(`${templateAt(object)}/`))
  );
}

/** The Service or route that completes the chain is refused, never the intended workload or Service. */
function isNearMiss(finding: Finding, { object, operation }: Request): boolean {
  if (!sameRef(finding.at.obj.ref, object.ref) && !isRouteKind(object)) return false;
  return finding.end === 'near-typo' || (finding.end === 'near-spelling' && operation === 'CREATE');
}

/**
 * Whether the request makes a consistent pair inconsistent, while the other side belongs to the same release and is
 * written later: the next write may mend it.
 */
function isFirstHalf(finding: Finding, input: DecisionInput): boolean {
  const { request } = input;
  if (input.updates === 'strict') return false;
  // The other side of a new NetworkPolicy is the pods that it selects; a new route may come before a changed Gateway.
  if (request.operation !== 'UPDATE' && !mayComeFirst(request.object)) return false;
  if (!writesFault(finding, request)) return false;
  return othersOf(finding, input).some(
    other => isOneRelease(request.object, other) && isWrittenFirst(request.object, other),
  );
}

/** The other side of the pair: the objects that contradict the object; where there are none, its former pods. */
function othersOf(finding: Finding, { request, podsBefore, find }: DecisionInput): readonly Obj[] {
  const others = finding.evidence
    .filter(evidence => evidence.of === 'fault' && !sameRef(evidence.ref, request.object.ref))
    .flatMap(evidence => find(evidence.ref) ?? []);
  return others.length > 0 ? others : podsBefore;
}

const isGateway = ({ ref }: Obj) => isOfRole('gateway', ref);

/** Service before workload before route; a NetworkPolicy before all; a workload before a NetworkPolicy only under Flux. */
function isWrittenFirst(object: Obj, other: Obj): boolean {
  if (object.ref.kind === 'NetworkPolicy') return true;
  if (other.ref.kind === 'NetworkPolicy') return releaseMarkOf(object)?.tool === 'flux';
  // Tools write custom resources in the order of their kinds' names: a GRPCRoute before a Gateway.
  if (isGateway(object) || isGateway(other)) return object.ref.kind < other.ref.kind;
  const [own, others] = [rankOf(object), rankOf(other)];
  return own !== null && others !== null && own < others;
}

const mayComeFirst = ({ ref }: Obj) => ref.kind === 'NetworkPolicy' || ref.group === gatewayApi;

function rankOf(obj: Obj): number | null {
  if (isService(obj)) return 0;
  if (isWorkload(obj)) return 1;
  return isRouteKind(obj) ? 2 : null;
}

/** Whether the request itself writes a value of the fault's evidence. On CREATE it writes all of them. */
export function writesFault(finding: Finding, { object, old }: Request): boolean {
  return finding.evidence.some(
    evidence =>
      evidence.of === 'fault' &&
      sameRef(evidence.ref, object.ref) &&
      (old === null || isChanged(evidence, old)),
  );
}

function isChanged(evidence: Evidence, old: Obj): boolean {
  // The request does not cause an absence: the object was missing before it.
  if (evidence.is === 'absence') return false;
  const was = valueAtNamedPointer(old.body, evidence.at) ?? 'absent';
  if (jsonEqual(was, evidence.value)) return false;
  // A list that only grew counts as unchanged.
  if (!Array.isArray(was) || !Array.isArray(evidence.value)) return true;
  const now: readonly unknown[] = evidence.value;
  return !was.every(item => now.some(other => jsonEqual(item, other)));
}

/** A workload without any possible port is never refused for a missing port name. */
function hasNoPortYet(finding: Finding, { object, operation }: Request): boolean {
  if (finding.chainBreak?.needsDeclaredPort !== true || operation !== 'CREATE') return false;
  if (!isWorkload(object) || object.opaque !== null) return false;
  return declaredPorts(podSpecOf(object)).every(({ port }) => isAuxiliary(port));
}

/** An update that advances a route and sets none back answers for the values that it writes, not for faults that it uncovers. */
function isUncovered(finding: Finding, input: DecisionInput): boolean {
  const { request, stages: positions } = input;
  if (request.operation === 'CREATE' || !isMending(positions.before, positions.after)) return false;
  return !writesFault(finding, request);
}

/** Whether an existing route got further before the request than after it. */
function isCut(finding: Finding, input: DecisionInput): boolean {
  const stage = stageOf(finding);
  if (stage === null) return false;
  return finding.routes.some(route => {
    const key = refKey(route);
    return input.routesBefore.has(key) && stageIn(input.stages.before, key) > stage;
  });
}

/** The request's tool writes the missing object before a route, so the object does not come later. */
function comesNoMore({ chainBreak }: Finding, { object, operation }: Request): boolean {
  const tool = releaseMarkOf(object)?.tool;
  if (operation !== 'CREATE' || tool === undefined || !isRouteKind(object)) return false;
  return chainBreak?.writtenFirstBy?.includes(tool) === true;
}
