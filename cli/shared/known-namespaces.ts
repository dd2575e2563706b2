import type { Graph } from '../../src/graph/index/graph.ts';
import type { ClusterRead } from '../../src/sources/cluster/read-cluster.ts';

/** The namespaces of the graph if that one is not among them; null where it is, or where they are not known. */
export function othersThan(
  namespace: string,
  graph: Graph,
  { kinds }: ClusterRead,
): readonly string[] | null {
  if (!kinds.some(({ kind, is }) => kind === 'Namespace' && is === 'listed')) return null;
  const known = new Set<string>();
  for (const { ref } of graph.store.objects()) {
    const name = ref.kind === 'Namespace' ? ref.name : ref.namespace;
    if (name !== null) known.add(name);
  }
  return known.has(namespace) ? null : [...known].sort();
}
