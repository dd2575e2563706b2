import type { Labels } from '../../kube/kinds/metadata.ts';
import { type Ref, refKey } from '../../kube/object.ts';
import { type KnownLabels, partlyKnown } from '../../kube/selector.ts';
import type { Truth } from '../../kube/truth.ts';
import { podLabels, podSpecOf } from '../../kube/workload.ts';
import { dataPlanesFor, isUsualClassName } from '../../routes/controllers/candidates.ts';
import type { DataPlane, Preset } from '../../routes/controllers/preset.ts';
import { presets } from '../../routes/controllers/presets.ts';
import type { Route } from '../../routes/route.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { ControllerSetting, Query } from '../index/query.ts';
import { controllersOf, settingsFor } from './controllers.ts';
import type { PacketSource, SourceNamespace } from './network-policy.ts';

/** Pods that may send the requests of a route, and their title in a message. */
export interface TrafficSource {
  readonly source: PacketSource;
  readonly title: string;
  /** The namespace and pod labels that a NetworkPolicy would admit; null where no selector can. */
  readonly admit: { readonly namespace: string; readonly labels: Labels | null } | null;
}

/** Every traffic source that the route may have. */
export interface TrafficSources {
  readonly sources: readonly TrafficSource[];
  /** `configured` and `observed` sources are known; `assumed` sources are the usual ones of the class's controller. */
  readonly by: 'configured' | 'observed' | 'assumed' | 'nobody-known';
}

const nameKey = 'kubernetes.io/metadata.name';

export function trafficSourcesOf(route: Route, query: Query): TrafficSources {
  return ofRoute(query, route, () => findSources(route, query));
}

const ofRoute = perQuery<Route, TrafficSources>();

function findSources(route: Route, query: Query): TrafficSources {
  const configured = settingsFor(route, query).flatMap(setting => {
    const { namespace } = setting;
    if (namespace === null) return [];
    return configuredSources(query, setting, () => configuredFor(setting, namespace, query));
  });
  if (configured.length > 0) return { sources: configured, by: 'configured' };
  const known = controllersOf(route, query);
  // Only a live cluster shows every installation.
  const isOther = !query.scope.routesComplete && isFurtherInstallation(known, route);
  if (known.length === 0 || isOther) return { sources: [], by: 'nobody-known' };
  const observed = known.flatMap(preset =>
    observedByPreset(query, preset, () => observedSources(preset, query)),
  );
  if (observed.length > 0) return { sources: observed, by: 'observed' };
  return { sources: known.flatMap(preset => assumedSources(preset, route, query)), by: 'assumed' };
}

// Each source is one object, because what the policies say to it is kept.
const configuredSources = perQuery<ControllerSetting, readonly TrafficSource[]>();
const observedByPreset = perQuery<Preset, readonly TrafficSource[]>();
const sourcesByName = perQuery<string, TrafficSource>();

function configuredFor(
  setting: ControllerSetting,
  namespace: string,
  query: Query,
): readonly TrafficSource[] {
  const { preset, labels, hostNetwork } = setting;
  return named(preset ?? 'the ingress controller', namespace, labels, hostNetwork === true, {}, query);
}

/** Whether the class, such as `nginx-internal`, belongs to a separate installation, whose namespace is not known. */
function isFurtherInstallation(known: readonly Preset[], route: Route): boolean {
  const name = route.served.by === 'class' ? route.served.name : null;
  return (
    name !== null && known.every(preset => preset.classNames.length > 0 && !isUsualClassName(preset, name))
  );
}

/** The controller's proxies that the input itself holds. */
function observedSources(preset: Preset, query: Query): readonly TrafficSource[] {
  return query
    .lookup(collections.dataPlane(preset.id))
    .filter(workload => workload.opaque === null)
    .map(workload => {
      const { namespace } = workload.ref;
      const where: SourceNamespace = namespace === null ? { is: 'unset' } : { is: 'named', name: namespace };
      const labels = identifying(preset);
      return {
        title: `${preset.title}${namespace === null ? '' : ` in namespace "${namespace}"`}`,
        admit: namespace === null ? null : { namespace, labels },
        source: {
          namespace: where,
          namespaceLabels: namespace === null ? partlyKnown({}) : knownNamespace(namespace, {}, query),
          podLabels: podLabels(workload),
          kind: podSpecOf(workload).hostNetwork === true ? 'node' : 'pod',
        },
      };
    });
}

const placed = perQuery<DataPlane, readonly TrafficSource[]>();

function assumedSources(preset: Preset, route: Route, query: Query): readonly TrafficSource[] {
  return dataPlanesFor(preset, route.served).flatMap(plane => sourcesOf(plane, preset, route, query));
}

function sourcesOf(plane: DataPlane, preset: Preset, route: Route, query: Query): readonly TrafficSource[] {
  switch (plane.runs) {
    case 'pods':
      return placed(query, plane, () => usualPods(plane, preset, query));
    case 'gateway-namespace':
      return gatewaysOf(route).map(gateway =>
        sourcesByName(query, `${preset.id} ${plane.nameLabel} ${refKey(gateway)}`, () =>
          gatewaySource(gateway, plane.nameLabel, preset, query),
        ),
      );
    case 'outside':
    case 'node':
      return [sourcesByName(query, `${preset.id} ${plane.runs}`, () => addressSource(preset, plane.runs))];
    default:
      return plane satisfies never;
  }
}

/** The controller's pods where its documentation puts them; the same for every route. */
function usualPods(
  plane: Extract<DataPlane, { runs: 'pods' }>,
  preset: Preset,
  query: Query,
): readonly TrafficSource[] {
  const labels = [...plane.labels, ...plane.commonLabels];
  return plane.namespaces.flatMap((namespace, index) => {
    const extra = index === 0 ? plane.namespaceLabels : {};
    return labels.flatMap(set => named(preset.title, namespace, set, false, extra, query, true));
  });
}

function gatewaysOf(route: Route): readonly Ref[] {
  return route.served.by === 'gateways' ? route.served.parents.map(({ ref }) => ref) : [];
}

/** A proxy that the controller makes in the Gateway's namespace. */
function gatewaySource(gateway: Ref, nameLabel: string, preset: Preset, query: Query): TrafficSource {
  const { namespace, name } = gateway;
  const labels = { [nameLabel]: name };
  return {
    title: `${preset.title} in ${namespace === null ? 'the namespace of its Gateway' : `namespace "${namespace}"`}`,
    admit: namespace === null ? null : { namespace, labels },
    source: {
      namespace: namespace === null ? { is: 'unset' } : { is: 'named', name: namespace },
      namespaceLabels: namespace === null ? partlyKnown({}) : knownNamespace(namespace, {}, query),
      podLabels: partlyKnown(labels),
      kind: 'pod',
    },
  };
}

function addressSource(preset: Preset, kind: 'outside' | 'node'): TrafficSource {
  const nothing = partlyKnown({});
  const source: PacketSource = {
    namespace: { is: 'elsewhere' },
    namespaceLabels: nothing,
    podLabels: nothing,
    kind,
  };
  return { title: preset.title, admit: null, source };
}

function named(
  title: string,
  namespace: string,
  labels: Labels | null,
  hostNetwork: boolean,
  extra: Labels,
  query: Query,
  assumed = false,
): readonly TrafficSource[] {
  const known = knownNamespace(namespace, extra, query);
  return [
    {
      title: `${title} in namespace "${namespace}"`,
      admit: { namespace, labels },
      source: {
        namespace: { is: 'named', name: namespace },
        namespaceLabels: assumed ? perhapsElsewhere(known, namespace) : known,
        podLabels: labels === null ? partlyKnown({}) : partlyKnown(labels),
        ...(assumed && { mayMove: (other: string) => !isTaken(other) }),
        kind: hostNetwork ? 'node' : 'pod',
      },
    },
  ];
}

/** The labels of a Namespace: all labels where the Namespace is known, else its name and the labels that the installer sets. */
function knownNamespace(name: string, extra: Labels, query: Query): KnownLabels {
  const labels = namespaceLabels(name, query);
  return labels === null
    ? partlyKnown({ ...extra, [nameKey]: name })
    : { written: { ...labels, [nameKey]: name }, runtime: null };
}

/**
 * A controller whose usual namespace is only assumed may be in another one whose name fits the purpose, unless that
 * name is the usual namespace of another controller, or a typo of a usual one.
 */
function perhapsElsewhere(labels: KnownLabels, usual: string): KnownLabels {
  return {
    written: labels.written,
    runtime: (key, value) => {
      if (key === nameKey && value !== null && value !== usual) return mayBeIngressNamespace(value);
      return labels.runtime?.(key, value) ?? 'no';
    },
  };
}

const usualNamespaces = new Set(
  presets.flatMap(preset =>
    preset.dataPlanes.flatMap(plane => (plane.runs === 'pods' ? plane.namespaces : [])),
  ),
);

function mayBeIngressNamespace(name: string): Truth {
  return !isTaken(name) && ingressWords.test(name) ? 'unknown' : 'no';
}

/** Whether the name is the usual namespace of a controller, or a typo of one. */
function isTaken(name: string): boolean {
  return usualNamespaces.has(name) || [...usualNamespaces].some(usual => isRearranged(name, usual));
}

const ingressWords =
  /ingress|gateway|edge|proxy|router|nginx|traefik|haproxy|contour|envoy|istio|kong|public|loadbalancer|^lb|infra|platform/;

/** Whether the letters are the same in another order, or differ by one. Looser than `isTypo`: a match becomes a finding. */
function isRearranged(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (a.length === b.length) return [...a].sort().join('') === [...b].sort().join('');
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return [...long].some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
}

function identifying(preset: Preset): Labels | null {
  return preset.dataPlanes.flatMap(plane => (plane.runs === 'pods' ? plane.labels : []))[0] ?? null;
}

/** Any pod of the namespace. */
export function anyPodIn(namespace: string | null): PacketSource {
  return {
    namespace: namespace === null ? { is: 'unset' } : { is: 'named', name: namespace },
    namespaceLabels: partlyKnown(namespace === null ? {} : { [nameKey]: namespace }),
    podLabels: partlyKnown({}),
    kind: 'pod',
  };
}

/** A source that is only known to be in another namespace than the pods. */
export function anotherNamespace(namespace: string | null): PacketSource {
  return {
    namespace: { is: 'elsewhere' },
    namespaceLabels: {
      written: {},
      runtime: (key, value) =>
        key === nameKey && namespace !== null && value === namespace ? 'no' : 'unknown',
    },
    podLabels: partlyKnown({}),
    kind: 'pod',
  };
}
