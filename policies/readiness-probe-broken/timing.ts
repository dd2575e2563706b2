import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { firstKill, firstSuccess } from '../../src/kube/probe.ts';
import type { Fault } from './port.ts';

/** The livenessProbe fails before the readinessProbe can first succeed: a slow start is restarted again and again. */
export function killedFirst(container: Container): Extract<Fault, { is: 'killed-first' }> | null {
  const { readinessProbe, livenessProbe, startupProbe } = container;
  if (readinessProbe == null || livenessProbe == null || startupProbe != null) return null;
  const ready = firstSuccess(readinessProbe);
  const kill = firstKill(livenessProbe);
  return kill > ready ? null : { is: 'killed-first', ready, kill };
}
