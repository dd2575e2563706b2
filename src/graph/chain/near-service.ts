import { indexNames, type NearNames } from '../../kube/near-names.ts';
import type { Service } from '../../kube/service.ts';
import { stem } from '../../kube/typo.ts';
import type { Workload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';

/** The only Service of the namespace whose name differs by a typo, or by a suffix that names the kind. */
export function nearService(namespace: string | null, name: string, query: Query): string | null {
  const { byName, byStem } = named(query, namespace, () => {
    const services = query.lookup(collections.services(namespace));
    const byStem = Map.groupBy(services, ({ ref }) => stem(ref.name));
    return { byName: indexNames(services, ({ ref }) => ref.name), byStem };
  });
  const near = new Set([...(byStem.get(stem(name)) ?? []), ...byName.near(name, 2)]);
  const [only, ...more] = near;
  return only === undefined || more.length > 0 ? null : only.ref.name;
}

interface Named {
  readonly byName: NearNames<Service>;
  readonly byStem: ReadonlyMap<string, readonly Service[]>;
}

const named = perQuery<string | null, Named>();

/** A namespace other than `own` with a Service of that name. */
export function namespaceWith(name: string, own: string | null, { untracked: query }: Query): string | null {
  if (own === null) return null;
  const services = query.lookup(collections.servicesNamed(name));
  const other = services.find(({ ref }) => ref.namespace !== null && ref.namespace !== own);
  return other?.ref.namespace ?? null;
}

/** Whether a workload of the namespace has that name, apart from a suffix that names the kind. */
export function isNamedLikeWorkload(namespace: string | null, name: string, query: Query): boolean {
  const all = query.lookup(collections.workloads(namespace));
  return stems(query, all, () => new Set(all.map(({ ref }) => stem(ref.name)))).has(stem(name));
}

// Cached by the list, because the index returns the same list for every backend of a namespace.
const stems = perQuery<readonly Workload[], ReadonlySet<string>>();
