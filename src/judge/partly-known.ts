import type { Chain } from '../graph/chain/chain.ts';
import type { Obj, Ref } from '../kube/object.ts';
import { refKey } from '../kube/object.ts';
import type { Certainty, Evidence, Found } from '../rule.ts';

/** The partly known objects of an input, which another tool changes before they are applied, and their namespaces. */
export interface PartlyKnown {
  readonly objects: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string | null>;
}

export const fullyKnown: PartlyKnown = { objects: new Set(), namespaces: new Set() };

export function partlyKnownIn(objects: Iterable<Obj>): PartlyKnown {
  const keys = new Set<string>();
  const namespaces = new Set<string | null>();
  for (const obj of objects) {
    if (obj.partlyKnown !== true) continue;
    keys.add(refKey(obj.ref));
    namespaces.add(obj.ref.namespace);
  }
  return keys.size === 0 ? fullyKnown : { objects: keys, namespaces };
}

/**
 * The highest certainty of a fault whose chain has a partly known object. The change may also supply an absent object: a
 * new label or name may make another object of the namespace match.
 */
export function certaintyIn(
  partly: PartlyKnown,
  found: Pick<Found<unknown>, 'at' | 'certainty' | 'evidence'>,
  chain: Chain,
): Certainty {
  if (partly.objects.size === 0) return found.certainty;
  const is = (ref: Ref) => partly.objects.has(refKey(ref));
  const isMissed = (ref: Ref) => partly.namespaces.has(ref.namespace);
  const inDoubt =
    is(found.at.obj.ref) ||
    found.evidence.some(one => is(one.ref) || (isAbsence(one) && isMissed(one.ref))) ||
    chain.links.some(({ ref, exists }) => is(ref) || (!exists && isMissed(ref)));
  return inDoubt ? 'unknown' : found.certainty;
}

const isAbsence = (evidence: Evidence) => evidence.is === 'absence';
