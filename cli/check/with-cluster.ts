import { rules } from '../../policies/index.ts';
import { withNamespace } from '../../src/admission/live/in-memory-cluster.ts';
import type { Config } from '../../src/config/config.ts';
import { nearestName } from '../../src/config/words.ts';
import { type Coverage, coverageOf } from '../../src/graph/chain/coverage.ts';
import { chainsOf } from '../../src/graph/chain/route-chains.ts';
import type { Graph } from '../../src/graph/index/graph.ts';
import { previewApply } from '../../src/judge/apply-preview.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import type { Evaluation } from '../../src/judge/evaluate.ts';
import { type Obj, type Ref, refKey } from '../../src/kube/object.ts';
import type { Problem } from '../../src/report/report.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { forManifests } from '../../src/rule.ts';
import type { ClusterRead } from '../../src/sources/cluster/read-cluster.ts';
import { settleDuplicates } from '../../src/sources/manifests/duplicates.ts';
import type { ManifestSet } from '../../src/sources/manifests/read-manifests.ts';
import type { Lack } from '../shared/cluster-reader.ts';
import type { Io } from '../shared/io.ts';
import { othersThan } from '../shared/known-namespaces.ts';
import { atCluster } from '../shared/notes.ts';
import { progressLine } from '../shared/progress.ts';
import type { ClusterChoice } from './options.ts';

export interface Preview {
  readonly evaluation: Evaluation;
  readonly coverage: Coverage;
  /** The kinds that could not be read, and the objects that occur twice in a namespace. */
  readonly problems: readonly Problem[];
  /** The given objects, each in its namespace. */
  readonly objects: readonly Obj[];
}

/** `check --with-cluster`: previews applying the objects to the cluster, which supplies all other objects. */
export async function previewWithCluster(
  { objects: manifests, locate }: Pick<ManifestSet, 'objects' | 'locate'>,
  { kubeconfig, context, namespace }: ClusterChoice,
  config: Config,
  io: Io,
): Promise<Preview> {
  const { openReader, graphOfRead, lacksOf } = await import('../shared/cluster-reader.ts');
  const reader = await openReader({ kubeconfig, context });
  const progress = progressLine(io);
  try {
    const home = namespace ?? reader.namespace;
    // An object without a namespace may be a copy of an object with one.
    const placed = manifests.map(obj => withNamespace(obj, home));
    const { objects, notes } = settleDuplicates(placed, obj => locate(obj.origin, ''));
    const namespaces = [home, ...objects.flatMap(({ ref }) => ref.namespace ?? [])];
    const { signal } = new AbortController();
    const read = await reader.read([...new Set(namespaces)], signal, progress.tell);
    const graph = graphOfRead(read, config.settings);
    const after = graph.changed(objects, []);
    const given = new Set(objects.map(({ ref }) => refKey(ref)));
    const isOnTheWay = (obj: Obj) => linksOf(obj, after).some(ref => given.has(refKey(ref)));
    const evaluation = previewApply(graph, objects, { rules: forManifests(rules), config, now: io.now() });
    const isBroken = brokenChains(evaluation.findings);
    return {
      objects,
      evaluation,
      coverage: { ...coverageOf(after, { counts: isOnTheWay, isBroken }), objects: objects.length },
      problems: [
        ...notes,
        ...[...lacksOf(read), ...newNamespace(namespace, graph, read)].map(lack => ({
          ...atCluster,
          ...lack,
        })),
      ],
    };
  } finally {
    progress.done();
    await reader.close();
  }
}

/** A note on an unknown namespace: the release may create it, or its name is a typo and nothing is compared. */
function newNamespace(name: string | null, graph: Graph, read: ClusterRead): readonly Lack[] {
  const others = name === null ? null : othersThan(name, graph, read);
  if (name === null || others === null) return [];
  const near = nearestName(name, others);
  const hint = near === null ? '' : `; did you mean "${near}"?`;
  return [{ is: 'note', message: `there is no namespace "${name}" yet${hint}` }];
}

/** All objects on the chains of a route; empty for any other object. */
function linksOf(obj: Obj, graph: Graph): readonly Ref[] {
  const route = routeOf(obj);
  if (route === null) return [];
  return chainsOf(route, graph.query()).flatMap(({ chain }) => chain.links.map(({ ref }) => ref));
}
