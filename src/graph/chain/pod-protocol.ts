import type { Probe } from '../../kube/kinds/pod-template.ts';
import type { Obj } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { PlacedContainer } from '../../kube/ports.ts';
import { probePort } from '../../kube/probe.ts';
import { podSpecAt } from '../../kube/workload.ts';
import type { Arrival, SubjectOf } from './subject.ts';

/** What a container's port speaks, and the field that says so. */
export interface PodProtocol {
  readonly speaks: 'http' | 'https' | 'http2';
  /** A probe asks the port itself; `appProtocol` is stated for proxies; a name is only a hint. */
  readonly from: 'probe' | 'app-protocol' | 'name';
  readonly by: { readonly obj: Obj; readonly at: Pointer };
}

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

/** The strongest evidence of the protocol of the routed port; null where there is none, or where two probes disagree. */
export function podProtocolOf(
  { workload, owner }: SubjectOf<'serving'>,
  arrival: Arrival,
): PodProtocol | null {
  const asked = owner === null ? [] : askedBy(owner, arrival.podPort);
  const [first] = asked;
  if (first !== undefined && owner !== null) {
    if (asked.some(({ speaks }) => speaks !== first.speaks)) return null;
    const at = join(podSpecAt(workload), owner.list, owner.index, first.probe);
    return { speaks: first.speaks, from: 'probe', by: { obj: workload, at } };
  }
  const { service, servicePort } = arrival;
  const at = join('/spec/ports', servicePort.index);
  const { appProtocol, name } = servicePort.port;
  const stated = appProtocol == null ? undefined : appProtocols[appProtocol];
  if (stated !== undefined)
    return { speaks: stated, from: 'app-protocol', by: { obj: service, at: join(at, 'appProtocol') } };
  const hinted = /^https(-|$)/.test(name ?? '') ? 'https' : /^grpcs?(-|$)/.test(name ?? '') ? 'http2' : null;
  return hinted === null
    ? null
    : { speaks: hinted, from: 'name', by: { obj: service, at: join(at, 'name') } };
}

/** KEP-3726 and the API reference of ServicePort.appProtocol. */
const appProtocols: Readonly<Record<string, PodProtocol['speaks']>> = {
  http: 'http',
  https: 'https',
  grpc: 'http2',
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'https',
};

/** The probes that ask that port with HTTP, HTTPS or gRPC. */
function askedBy({ container }: PlacedContainer, podPort: number) {
  return probes.flatMap(name => {
    const probe = container[name];
    const asks = probe == null ? null : protocolOf(probe);
    return probe == null || asks === null || !asksPort(probe, container.ports ?? [], podPort)
      ? []
      : [{ probe: name, speaks: asks }];
  });
}

function protocolOf({ httpGet, grpc }: Probe): PodProtocol['speaks'] | null {
  if (grpc != null) return 'http2';
  if (httpGet == null || httpGet.host != null) return null;
  return httpGet.scheme?.toUpperCase() === 'HTTPS' ? 'https' : 'http';
}

function asksPort(
  probe: Probe,
  ports: readonly { readonly name?: string | null; readonly containerPort: number }[],
  podPort: number,
): boolean {
  const port = probePort(probe)?.port;
  if (typeof port !== 'string') return port === podPort;
  return ports.some(({ name, containerPort }) => name === port && containerPort === podPort);
}
