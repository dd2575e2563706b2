import type { PodSpec } from '../../kube/kinds/pod-template.ts';
import { type PlacedContainer, type Resolved, resolvePort, servingContainers } from '../../kube/ports.ts';
import { podSpecOf, type ReadableWorkload } from '../../kube/workload.ts';
import type { Query } from '../index/query.ts';
import type { PlacedServicePort } from './subject.ts';

/** Resolves a Service port in a workload, as the oldest Kubernetes version of the config does. */
export function resolveServicePort(
  placed: PlacedServicePort,
  workload: ReadableWorkload,
  query: Query,
): Resolved {
  return resolvePort(placed.port, podSpecFor(workload, query));
}

/** Before Kubernetes 1.33 the named ports of native sidecars gave no endpoints. */
export function podSpecFor(workload: ReadableWorkload, query: Query): PodSpec {
  const spec = podSpecOf(workload);
  const { kubeVersion } = query.settings;
  if (kubeVersion === null || kubeVersion >= 33) return spec;
  let older = withoutSidecars.get(spec);
  if (older === undefined) {
    const initContainers = (spec.initContainers ?? []).map(({ restartPolicy: _, ...container }) => container);
    older = { ...spec, initContainers };
    withoutSidecars.set(spec, older);
  }
  return older;
}

const withoutSidecars = new WeakMap<PodSpec, PodSpec>();

/** The container that declares the port. A pod's only container owns every port, declared or not. */
export function ownerOf(resolved: Resolved, spec: PodSpec): PlacedContainer | null {
  if (resolved.is === 'declared') return resolved.owner;
  const containers = servingContainers(spec);
  return containers.length === 1 ? (containers[0] ?? null) : null;
}
