import { jsonEqual } from '../../kube/json.ts';
import { type Ref, refKey, sameRef } from '../../kube/object.ts';
import { type Evidence, type Finding, identityOf, type ValueEvidence } from '../../rule.ts';

/** The findings before and after a request, of all objects that it can affect. Each fault is a finding. */
export interface Change {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
  /** The written object. */
  readonly object: Ref;
  /** Whether two objects have the same release mark, so that they may be the halves of one change. */
  readonly isOneRelease: (a: Ref, b: Ref) => boolean;
}

/**
 * The findings of `after` that the request introduces. Only these may refuse it: a fault that was on no route and now
 * breaks a route without a finding of its rule; or a fault that stays although the request changes its values, as the
 * second half of a change. A new image, a label, or a second route to a routed object introduces no finding.
 */
export function introducedBy(change: Change): readonly Finding[] {
  const before = new Map<string, Finding[]>();
  for (const finding of change.before) {
    const key = identityOf(finding);
    before.set(key, [...(before.get(key) ?? []), finding]);
  }
  return change.after.filter(finding => {
    const known = before.get(identityOf(finding)) ?? [];
    return isNew(finding, known, change) || isSecondHalf(finding, known, change);
  });
}

function isNew(finding: Finding, known: readonly Finding[], change: Change): boolean {
  const wasRouted = known.some(one => one.exposure === 'routed' && sameFault(one, finding));
  if (wasRouted) return false;
  if (finding.routes.length === 0) return known.length === 0 || !known.some(one => sameFault(one, finding));
  const carried = new Set(
    change.before.filter(one => one.rule === finding.rule).flatMap(one => one.routes.map(refKey)),
  );
  return finding.routes.some(route => !carried.has(refKey(route)));
}

/**
 * Whether the fault stays and the request changes its values on the request's own object. An addition, such as a port or
 * a container, is no change. Without a common release mark the first half would have been refused.
 */
function isSecondHalf(finding: Finding, known: readonly Finding[], change: Change): boolean {
  return known.some(one => {
    const changed = changedFaults(one, finding).filter(evidence => sameRef(evidence.ref, change.object));
    if (changed.length === 0) return false;
    return faults(finding).some(
      other => !sameRef(other.ref, change.object) && change.isOneRelease(other.ref, change.object),
    );
  });
}

const faults = (finding: Finding): readonly Evidence[] => finding.evidence.filter(one => one.of === 'fault');

/** The key of evidence: equal for values of the same field, and for empty results of the same query. */
const locationKey = (evidence: Evidence) =>
  `${refKey(evidence.ref)}|${evidence.is === 'value' ? evidence.at : evidence.query}`;

const valueIn = (evidence: Evidence): ValueEvidence['value'] =>
  evidence.is === 'value' ? evidence.value : 'absent';

/** Whether the contradiction is the same: all evidence that both findings share has its former value. */
function sameFault(before: Finding, after: Finding): boolean {
  return changedFaults(before, after).length === 0;
}

/** The evidence of `after` that has another value in `before`. A list that only grew counts as unchanged. */
function changedFaults(before: Finding, after: Finding): readonly Evidence[] {
  const old = new Map(faults(before).map(evidence => [locationKey(evidence), valueIn(evidence)]));
  return faults(after).filter(evidence => {
    const former = old.get(locationKey(evidence));
    return former !== undefined && !onlyAdds(former, valueIn(evidence));
  });
}

function onlyAdds(former: ValueEvidence['value'], present: ValueEvidence['value']): boolean {
  if (jsonEqual(former, present)) return true;
  if (!Array.isArray(former) || !Array.isArray(present)) return false;
  return former.every(item => present.some(other => jsonEqual(item, other)));
}
