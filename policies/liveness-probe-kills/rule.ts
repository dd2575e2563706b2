import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { askedBy, failingFor } from '../../src/kube/probe.ts';
import { podSpecAt } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly workload: string;
  readonly container: string;
  readonly fault: Fault;
}

type Fault =
  /** Both probes ask the same, and the livenessProbe gives up first. */
  | { readonly is: 'sooner'; readonly kill: number; readonly unready: number }
  /** One answer that takes longer than the timeout is enough. */
  | { readonly is: 'at-once'; readonly timeout: number };

export default defineRule({
  id: 'liveness-probe-kills',
  summary: 'a livenessProbe restarts a slow pod before the readinessProbe takes it out',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check({ workload, owner, arrivals }): Iterable<Found<Data>> {
    if (owner === null) return;
    const { container, list, index } = owner;
    const fault = faultOf(container);
    if (fault === null) return;
    const at: Pointer = `${podSpecAt(workload)}/${list}/${index}`;
    const name = container.name ?? '';
    yield {
      at: { obj: workload, at: `${at}/livenessProbe` },
      key: name,
      data: { workload: formatRef(workload.ref), container: name, fault },
      failure: 'cut-short',
      when: 'whenever a pod is slow',
      certainty: 'likely',
      limit: 'warn',
      broken: 'container',
      evidence: [
        evidence('fault', workload, `${at}/livenessProbe`),
        evidence('fault', workload, `${at}/readinessProbe`),
        ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
      ],
    };
  },

  say({ workload, container, fault }) {
    const probe = `livenessProbe of container "${container}" of ${workload}`;
    switch (fault.is) {
      case 'sooner':
        return `${probe} restarts the container after ${fault.kill} s of failures, and the readinessProbe, which asks the same, takes the pod out only after ${fault.unready} s`;
      case 'at-once':
        return `${probe} restarts the container after one answer that takes longer than ${fault.timeout} s: failureThreshold is 1`;
      default:
        return fault satisfies never;
    }
  },
});

function faultOf(container: Container): Fault | null {
  const { livenessProbe, readinessProbe } = container;
  if (livenessProbe == null) return null;
  const asked = askedBy(livenessProbe, container);
  if (readinessProbe != null && asked !== null && asked === askedBy(readinessProbe, container)) {
    const [kill, unready] = [failingFor(livenessProbe), failingFor(readinessProbe)];
    if (kill < unready) return { is: 'sooner', kill, unready };
  }
  const { timeoutSeconds, failureThreshold, httpGet, grpc } = livenessProbe;
  const timeout = timeoutSeconds ?? 1;
  // A tcpSocket probe does not wait for the process, and the time of a command is its own.
  const waits = httpGet != null || grpc != null;
  return waits && failureThreshold === 1 && timeout <= 1 ? { is: 'at-once', timeout } : null;
}
