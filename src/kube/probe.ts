import type { Container, Probe } from './kinds/pod-template.ts';
import type { IntOrString } from './schema.ts';

/** The port that a probe goes to, and where it is written; null for one without a port. */
export function probePort(probe: Probe): { readonly handler: string; readonly port: IntOrString } | null {
  for (const handler of ['httpGet', 'tcpSocket', 'grpc'] as const) {
    const port = probe[handler]?.port;
    if (port !== null && port !== undefined) return { handler, port };
  }
  return null;
}

/** The kubelet resolves a named port among those of the same container alone (ResolveContainerPort). */
export function hasNamedPort(container: Container, name: string): boolean {
  return (container.ports ?? []).some(port => port.name === name);
}

/** The seconds after which the probe has first been able to succeed, and to fail for good. Defaults: 10, 1, 3. */
export function firstSuccess(probe: Probe): number {
  return (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * ((probe.successThreshold ?? 1) - 1);
}

export function firstKill(probe: Probe): number {
  return (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3);
}
