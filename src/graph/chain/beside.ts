import type { Labels } from '../../kube/kinds/metadata.ts';
import { labelsOf } from '../../kube/metadata.ts';
import { indexNames, type NearNames } from '../../kube/near-names.ts';
import { isReadable } from '../../kube/object.ts';
import { stem } from '../../kube/typo.ts';
import { isTransient, podLabelsWritten, type ReadableWorkload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';

/** A label as a selector names it. */
export type Pair = readonly [key: string, value: string];

/**
 * The workloads of a namespace that its Services may be intended for, by what a Service may have in common with them:
 * many Services may look for one among many workloads.
 */
export interface Beside {
  readonly all: readonly ReadableWorkload[];
  /** The workloads whose pod template has the label, in the order of `all`. */
  with(pair: Pair): readonly ReadableWorkload[];
  /** The same for the labels of the workloads themselves. */
  labelledOutside(pair: Pair): readonly ReadableWorkload[];
  /** Whether a pod template has a label of that key. */
  hasKey(key: string): boolean;
  /** The keys of pod templates that differ by a typo. */
  keysNear(key: string): readonly string[];
  /** The values of that key in pod templates that differ by a typo. */
  valuesNear(pair: Pair): readonly string[];
  /** The workloads whose names differ at most in a suffix that names the kind. */
  named(name: string): readonly ReadableWorkload[];
}

/** The workloads of the namespace that stay; found once for all its Services. */
export function besideIn(namespace: string | null, query: Query): Beside {
  return beside(query, namespace, () => {
    const workloads = query.lookup(collections.workloads(namespace)).filter(isReadable);
    return indexWorkloads(workloads.filter(workload => !isTransient(workload)));
  });
}

const beside = perQuery<string | null, Beside>();

const none: readonly never[] = [];

function indexWorkloads(all: readonly ReadableWorkload[]): Beside {
  const inside = byLabel(all, podLabelsWritten);
  const outside = byLabel(all, labelsOf);
  const byStem = Map.groupBy(all, ({ ref }) => stem(ref.name));
  const keys = namesOf(inside.keys());
  const values = new Map<string, NearNames<string>>();
  return {
    all,
    with: ([key, value]) => inside.get(key)?.get(value) ?? none,
    labelledOutside: ([key, value]) => outside.get(key)?.get(value) ?? none,
    hasKey: key => inside.has(key),
    keysNear: key => keys.near(key),
    valuesNear([key, value]) {
      let known = values.get(key);
      if (known === undefined) {
        known = namesOf(inside.get(key)?.keys() ?? []);
        values.set(key, known);
      }
      return known.near(value);
    },
    named: name => byStem.get(stem(name)) ?? none,
  };
}

const namesOf = (names: Iterable<string>): NearNames<string> => indexNames([...names], name => name);

type ByLabel = ReadonlyMap<string, ReadonlyMap<string, readonly ReadableWorkload[]>>;

function byLabel(
  workloads: readonly ReadableWorkload[],
  labels: (workload: ReadableWorkload) => Labels,
): ByLabel {
  const found = new Map<string, Map<string, ReadableWorkload[]>>();
  for (const workload of workloads) {
    for (const [key, value] of Object.entries(labels(workload))) {
      const values = found.get(key) ?? new Map<string, ReadableWorkload[]>();
      const same = values.get(value ?? '');
      if (same === undefined) values.set(value ?? '', [workload]);
      else same.push(workload);
      found.set(key, values);
    }
  }
  return found;
}
