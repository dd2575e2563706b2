import type { Container, PodSpec, Probe } from '../../kube/kinds/pod-template.ts';
import { declaredPorts, protocolOf, servingContainers, targetOf } from '../../kube/ports.ts';
import {
  podAnnotationsWritten,
  podLabelsWritten,
  podSpecOf,
  type ReadableWorkload,
} from '../../kube/workload.ts';
import { namespaceAnnotations, namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import type { PlacedServicePort } from './subject.ts';

/**
 * The doubt that a process listens on a port number that no container declares. A containerPort is information, so no
 * doubt is certain. `none`: the pods declare no ports, or a probe calls the number. `weak`: a program or a config may
 * set the number. `strong`: every container declares ports, one of them may be intended, and no field names the number.
 */
export type PortDoubt = 'none' | 'weak' | 'strong';

export function portDoubtOf(placed: PlacedServicePort, workload: ReadableWorkload, query: Query): PortDoubt {
  const target = targetOf(placed.port);
  if (typeof target !== 'number') return 'none';
  const spec = podSpecOf(workload);
  const protocol = protocolOf(placed.port);
  const declared = declaredPorts(spec).filter(({ port }) => protocolOf(port) === protocol);
  if (declared.length === 0) return 'none';
  const containers = servingContainers(spec).map(({ container }) => container);
  if (containers.some(container => probes(container).some(probe => probesPort(probe, target)))) return 'none';
  if (isInjected(workload, query)) return 'none';
  const everyDeclares = containers.every(container => (container.ports ?? []).length > 0);
  const someCouldBeMeant = declared.some(({ port }) => !isAuxiliary(port));
  const maySet =
    containers.some(container => maySetPort(container, target)) || isMounted(target, spec, workload, query);
  return everyDeclares && someCouldBeMeant && !maySet && spec.hostNetwork !== true ? 'strong' : 'weak';
}

/** Whether a probe, the command, the environment, a config or an injector may make the pods listen on that number. */
export function mayListenOn(number: number, workload: ReadableWorkload, query: Query): boolean {
  const spec = podSpecOf(workload);
  const containers = servingContainers(spec).map(({ container }) => container);
  return (
    containers.some(
      container =>
        probes(container).some(probe => probesPort(probe, number)) || maySetPort(container, number),
    ) ||
    isInjected(workload, query) ||
    isMounted(number, spec, workload, query)
  );
}

/** Whether a route is unlikely to be meant for the port: metrics, administration, health checks, webhooks. */
export function isAuxiliary(port: { readonly name?: string | null | undefined }): boolean {
  return auxiliary.test(port.name ?? '');
}

const auxiliary = /metric|prom|admin|manage|health|probe|debug|pprof|profil|status|monitor|jmx|webhook/;

const probes = (container: Container): readonly Probe[] =>
  [container.readinessProbe, container.livenessProbe, container.startupProbe].filter(probe => probe != null);

function probesPort(probe: Probe, port: number): boolean {
  return [probe.httpGet?.port, probe.tcpSocket?.port, probe.grpc?.port].includes(port);
}

/** Whether the command, the arguments or the environment hold the number, or an unseen source may set it. */
function maySetPort(container: Container, port: number): boolean {
  if ((container.envFrom ?? []).length > 0) return true;
  const names = numberIn(port);
  const texts = [...(container.command ?? []), ...(container.args ?? [])];
  if (texts.some(text => text !== null && names.test(text))) return true;
  return (container.env ?? []).some(
    ({ name, value, valueFrom }) =>
      (value != null && names.test(value)) ||
      (valueFrom != null && /port|addr|listen|url|bind/i.test(name ?? '')),
  );
}

/** Whether a mounted config may set the port: it holds the number, or its contents are not known. */
function isMounted(port: number, spec: PodSpec, workload: ReadableWorkload, query: Query): boolean {
  return (spec.volumes ?? []).some(volume => {
    if (volume.projected != null) return true;
    const name = volume.configMap?.name;
    if (name == null) return false;
    const config = query.get(refs.configMap(workload.ref.namespace, name));
    return config.is !== 'found' || numberIn(port).test(JSON.stringify(config.value.body));
  });
}

const numberIn = (port: number) => new RegExp(`(^|[^0-9])${port}([^0-9]|$)`);

const injectionKeys =
  /^(sidecar\.istio\.io\/inject|istio\.io\/rev|linkerd\.io\/inject|kuma\.io\/sidecar-injection|dapr\.io\/enabled|consul\.hashicorp\.com\/connect-inject|openservicemesh\.io\/sidecar-injection)$/;

/** Whether an injector adds containers to new pods: those containers may own the port. */
export function isInjected(workload: ReadableWorkload, query: Query): boolean {
  const { namespace } = workload.ref;
  const inherited =
    namespace === null ? [] : [namespaceLabels(namespace, query), namespaceAnnotations(namespace, query)];
  const labels = [podLabelsWritten(workload), podAnnotationsWritten(workload), ...inherited];
  return labels.some(set => Object.entries(set ?? {}).some(([key, value]) => injects(key, value ?? '')));
}

function injects(key: string, value: string): boolean {
  if (key === 'istio-injection') return value === 'enabled';
  return injectionKeys.test(key) && value !== 'false' && value !== 'disabled';
}
