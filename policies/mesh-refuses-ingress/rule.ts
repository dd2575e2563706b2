import type { RoutedBackend, SubjectOf } from '../../src/graph/chain/subject.ts';
import { collections } from '../../src/graph/index/collections.ts';
import { namespaceLabels } from '../../src/graph/index/namespaces.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import { bypassesSidecar, isInIstioMesh, strictPolicyOf } from '../../src/graph/network/istio-mesh.ts';
import type { Labels } from '../../src/kube/kinds/metadata.ts';
import { formatRef, isReadable } from '../../src/kube/object.ts';
import type { Truth } from '../../src/kube/truth.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';
import type { Route } from '../../src/routes/route.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly policy: string;
  readonly workload: string;
  readonly port: number;
  readonly controllers: string;
  /** Whether the input shows the controller's pods. */
  readonly isSeen: boolean;
}

export default defineRule({
  id: 'mesh-refuses-ingress',
  summary: 'the mesh demands mutual TLS, and the ingress controller is outside of it',
  subject: 'serving',
  chainBreak: {
    stage: 'network-policy',
    recipe: 'set PERMISSIVE, let the controller join the mesh, then set STRICT',
  },
  params: {},

  *check(subject, query): Iterable<Found<Data>> {
    const { workload, arrivals } = subject;
    const ports = new Set(
      arrivals.filter(({ backends }) => backends.length > 0).map(({ podPort }) => podPort),
    );
    if (ports.size === 0) return;
    const isMember = isInIstioMesh(workload, query);
    // A policy that is not in the input may let plain text in.
    const isOpen =
      query.scope.unseen('security.istio.io', 'PeerAuthentication', workload.ref.namespace) !== null;
    if (isMember === 'no') return;
    for (const port of ports) {
      if (bypassesSidecar(workload, port)) continue;
      const strict = strictPolicyOf(workload, port, query);
      if (strict === null) continue;
      const refused = arrivals.flatMap(arrival => {
        const backends = arrival.backends.filter(backend => standsOutside(backend, query) !== 'no');
        return arrival.podPort === port && backends.length > 0 ? { ...arrival, backends } : [];
      });
      const [first] = refused;
      const backends = refused.flatMap(arrival => arrival.backends);
      if (first === undefined) continue;
      const isSeen = backends.every(backend => standsOutside(backend, query) === 'yes');
      const titles = backends.flatMap(({ route }) => controllersOf(route, query).map(({ title }) => title));
      const { policy, at } = strict;
      const part: SubjectOf<'serving'> = { ...subject, arrivals: refused };
      yield {
        at: { obj: policy, at },
        key: `${workload.ref.kind}/${workload.ref.name}:${port}`,
        data: {
          policy: formatRef(policy.ref),
          workload: formatRef(workload.ref),
          port,
          controllers: [...new Set(titles)].join(' or '),
          isSeen,
        },
        // The proxy of the mesh closes a connection that does not begin with its TLS.
        failure: 'cut-short',
        when: 'always',
        certainty: isMember === 'unknown' || isOpen ? 'unknown' : isSeen ? 'proven' : 'likely',
        end: 'open',
        limit: isMember === 'unknown' ? 'audit' : isSeen ? undefined : 'warn',
        broken: { hop: 'workload', policies: [policy], part },
        evidence: [evidence('fault', policy, at), evidence('routing', first.service, '/spec/selector')],
      };
    }
  },

  say({ policy, workload, port, controllers, isSeen }) {
    const where = isSeen
      ? 'whose pods are outside of it'
      : 'which is outside of it unless Istio injects its pods, too';
    return `${policy} lets only mutual TLS of the mesh reach port ${port} of ${workload}, and requests come from ${controllers}, ${where}`;
  },
});

/** Whether the route's controller is outside of the mesh; unknown where the input does not show its pods. */
function standsOutside({ route }: RoutedBackend, query: Query): Truth {
  const controllers = controllersOf(route, query);
  if (controllers.length === 0) return 'no';
  const outside = controllers.map(preset => isOutside(preset, query));
  if (gatewaysOf(route).some(({ namespace }) => namespace === null || mayInject(namespace, query)))
    return 'no';
  if (outside.includes('no')) return 'no';
  // Of several candidates, the one whose pods are in the input serves the route.
  return outside.includes('yes') ? 'yes' : 'unknown';
}

function isOutside(preset: Preset, query: Query): Truth {
  if (preset.dialect.isOfIstio) return 'no';
  const proxies = query.lookup(collections.dataPlane(preset.id)).filter(isReadable);
  const members = proxies.map(proxy => isInIstioMesh(proxy, query));
  if (members.includes('yes')) return 'no';
  if (members.length > 0 && members.every(member => member === 'no')) return 'yes';
  return mayBeInjected(preset, query) ? 'no' : 'unknown';
}

/** Whether Istio injects the pods of a namespace that is usual for the controller. */
function mayBeInjected({ dataPlanes }: Preset, query: Query): boolean {
  const usual = dataPlanes.flatMap(plane => (plane.runs === 'pods' ? plane.namespaces : []));
  return usual.some(namespace => injects(namespaceLabels(namespace, query) ?? {}));
}

/** Proxies that are made for a Gateway are pods of its namespace. */
const gatewaysOf = ({ served }: Route) =>
  served.by === 'gateways' ? served.parents.map(({ ref }) => ref) : [];

const mayInject = (namespace: string, query: Query) => {
  const labels = namespaceLabels(namespace, query);
  return labels === null || injects(labels);
};

const injects = (labels: Labels) =>
  labels['istio-injection'] === 'enabled' ||
  labels['istio.io/rev'] != null ||
  labels['istio.io/dataplane-mode'] === 'ambient';
