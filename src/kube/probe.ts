import type { Container, Probe } from './kinds/pod-template.ts';
import type { IntOrString } from './schema.ts';

/** The port that a probe calls, and the handler that states it; null for a probe without a port. */
export function probePort(probe: Probe): { readonly handler: string; readonly port: IntOrString } | null {
  for (const handler of ['httpGet', 'tcpSocket', 'grpc'] as const) {
    const port = probe[handler]?.port;
    if (port !== null && port !== undefined) return { handler, port };
  }
  return null;
}

/** The kubelet resolves a named port only among the ports of the same container (ResolveContainerPort). */
export function hasNamedPort(container: Container, name: string): boolean {
  return (container.ports ?? []).some(port => port.name === name);
}

/** The earliest second at which the probe can succeed. Defaults: periodSeconds 10, successThreshold 1. */
export function firstSuccess(probe: Probe): number {
  return (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * ((probe.successThreshold ?? 1) - 1);
}

/** The earliest second at which the probe can fail for good. Default: failureThreshold 3. */
export function firstKill(probe: Probe): number {
  return (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3);
}

/** What a probe of type httpGet asks; null for another probe, or for a port name that the container does not have. */
export function httpProbe(
  probe: Probe | null | undefined,
  container: Container,
): { readonly path: string; readonly port: number } | null {
  const asked = probe?.httpGet;
  if (asked?.port == null) return null;
  const { port } = asked;
  const number =
    typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
  if (number === undefined) return null;
  const path = asked.path ?? '/';
  return { path: path.startsWith('/') ? path : `/${path}`, port: number };
}

/** The seconds of failures after which the probe acts. Defaults: periodSeconds 10, failureThreshold 3. */
export const failingFor = (probe: Probe): number =>
  (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3);

/** What the probe asks, the same text for two probes that ask the same; null for a probe without a handler. */
export function askedBy(probe: Probe, container: Container): string | null {
  const numberOf = (port: IntOrString | null | undefined) =>
    (container.ports ?? []).find(({ name }) => name === port)?.containerPort ?? port ?? null;
  const { httpGet, tcpSocket, grpc, exec } = probe;
  if (httpGet != null) {
    const { port, path, scheme, host } = httpGet;
    return JSON.stringify(['http', numberOf(port), path || '/', scheme || 'HTTP', host || '']);
  }
  if (tcpSocket != null) return JSON.stringify(['tcp', numberOf(tcpSocket.port), tcpSocket.host || '']);
  if (grpc != null) return JSON.stringify(['grpc', grpc.port]);
  return exec == null ? null : JSON.stringify(['exec', exec.command]);
}
