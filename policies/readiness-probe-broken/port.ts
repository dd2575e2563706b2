import { isInjected } from '../../src/graph/chain/port-doubt.ts';
import { servingsOf } from '../../src/graph/chain/serving.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { isPortNumber, type PlacedContainer, servingContainers } from '../../src/kube/ports.ts';
import { hasNamedPort, probePort } from '../../src/kube/probe.ts';
import type { IntOrString } from '../../src/kube/schema.ts';
import { isParametric } from '../../src/kube/text.ts';
import { podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';

export type Fault =
  /** The kubelet resolves a name only among the ports of the same container: ResolveContainerPort. */
  | PortFault<'unknown-name'>
  /** The prober's error does not count as a failure, so such a livenessProbe has no effect. */
  | PortFault<'unasked-name'>
  | PortFault<'undeclared'>
  | PortFault<'elsewhere'>
  | PortFault<'other-host'>
  | { readonly is: 'killed-first'; readonly ready: number; readonly kill: number };

interface PortFault<Is extends string> {
  readonly is: Is;
  readonly handler: string;
  readonly port: IntOrString;
  readonly detail: string;
}

type Field = 'readinessProbe' | 'startupProbe' | 'livenessProbe';

/** The fault of the probe's port; null for none, or for a probe without a port. */
export function portFault(
  field: Field,
  placed: PlacedContainer,
  workload: ReadableWorkload,
  query: Query,
): Exclude<Fault, { is: 'killed-first' }> | null {
  const { container } = placed;
  const probe = container[field];
  const target = probe == null ? null : probePort(probe);
  if (probe == null || target === null) return null;
  const spec = podSpecOf(workload);
  if (typeof target.port === 'string') {
    // A quoted number is not a name: `invalid-object` reports it.
    if (/^[0-9]+$/.test(target.port) || hasNamedPort(container, target.port)) return null;
    if (isParametric(target.port) || (container.ports ?? []).some(port => isParametric(port.name ?? '')))
      return null;
    const is = field === 'livenessProbe' ? 'unasked-name' : 'unknown-name';
    return { is, ...target, detail: owners(workload, container, target.port) };
  }
  if (field !== 'readinessProbe' || !isPortNumber(target.port) || spec.hostNetwork === true) return null;
  const host = probe.httpGet?.host ?? probe.tcpSocket?.host;
  if (host) return { is: 'other-host', ...target, port: host, detail: '' };
  return numberFault(target, placed, workload, query);
}

function numberFault(
  target: { readonly handler: string; readonly port: IntOrString },
  { container }: PlacedContainer,
  workload: ReadableWorkload,
  query: Query,
): PortFault<'undeclared' | 'elsewhere'> | null {
  const containers = servingContainers(podSpecOf(workload)).map(placed => placed.container);
  if (declares(container, target.port)) return null;
  const other = containers.find(container => declares(container, target.port));
  if (other !== undefined) {
    if (!isSent(container, workload, query)) return null;
    return { is: 'elsewhere', ...target, detail: `container "${other.name ?? ''}" declares ${target.port}` };
  }
  const silent = containers.some(container => (container.ports ?? []).length === 0);
  if (silent || isInjected(workload, query)) return null;
  const all = containers.flatMap(container =>
    (container.ports ?? []).map(({ containerPort }) => containerPort),
  );
  return { is: 'undeclared', ...target, detail: `the pod declares ${[...new Set(all)].join(', ')}` };
}

const declares = (container: Container, port: IntOrString) =>
  (container.ports ?? []).some(({ containerPort }) => containerPort === port);

/** Whether a Service sends requests to that very container. */
function isSent(container: Container, workload: ReadableWorkload, query: Query): boolean {
  return servingsOf(workload, query).some(
    ({ owner, arrivals }) => owner?.container === container && arrivals.length > 0,
  );
}

function owners(workload: ReadableWorkload, container: Container, name: string): string {
  const own = (container.ports ?? []).map(port => `"${port.name ?? port.containerPort}"`);
  const other = servingContainers(podSpecOf(workload)).find(
    placed => placed.container !== container && hasNamedPort(placed.container, name),
  );
  const declared = own.length === 0 ? 'it declares no port' : `it declares ${own.join(', ')}`;
  return other === undefined
    ? declared
    : `${declared}, and container "${other.container.name ?? ''}" has that name`;
}
