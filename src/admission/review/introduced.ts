import { jsonEqual } from '../../kube/json.ts';
import { type Ref, refKey, sameRef } from '../../kube/object.ts';
import { type Evidence, type Finding, identityOf, type ValueEvidence } from '../../rule.ts';

/** The state on both sides of a request: what is found of all that it can affect, each fault by itself. */
export interface Change {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
  /** The object that is written. */
  readonly object: Ref;
  /** Whether two objects bear one release mark, so that both may be halves of one change. */
  readonly isOneRelease: (a: Ref, b: Ref) => boolean;
}

/**
 * The findings of `after` that the request answers for. Only these may refuse it:
 * a fault that was on no route and now breaks one which carried no finding of its rule; or a fault that stays
 * although the request changes its values, as the second half of a change that the first half waited for.
 * An image bump, a label, a second route to what was routed: those answer for nothing.
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
 * The fault was there and stays, and the request writes other values into it on its own object. What is only added,
 * such as a port or a container, is no change; and without a common mark the first half would have been refused.
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

/** Values of the same place of an object have one key; so do empty results of the same query. */
const locationKey = (evidence: Evidence) =>
  `${refKey(evidence.ref)}|${evidence.is === 'value' ? evidence.at : evidence.query}`;

const valueIn = (evidence: Evidence): ValueEvidence['value'] =>
  evidence.is === 'value' ? evidence.value : 'absent';

/** The same contradiction: every fault that both rest on has the value that it had. */
function sameFault(before: Finding, after: Finding): boolean {
  return changedFaults(before, after).length === 0;
}

/** The faults of `after` that stood in `before` with another value. A list that only grew has not changed. */
function changedFaults(before: Finding, after: Finding): readonly Evidence[] {
  const old = new Map(faults(before).map(evidence => [locationKey(evidence), valueIn(evidence)]));
  return faults(after).filter(evidence => {
    const was = old.get(locationKey(evidence));
    return was !== undefined && !onlyAdds(was, valueIn(evidence));
  });
}

function onlyAdds(was: ValueEvidence['value'], is: ValueEvidence['value']): boolean {
  if (jsonEqual(was, is)) return true;
  if (!Array.isArray(was) || !Array.isArray(is)) return false;
  return was.every(item => is.some(other => jsonEqual(item, other)));
}
