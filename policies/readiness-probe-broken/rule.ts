import { formatRef } from '../../src/kube/object.ts';
import { isPortNumber, servingContainers } from '../../src/kube/ports.ts';
import { firstKill, firstSuccess, hasNamedPort, probePort } from '../../src/kube/probe.ts';
import type { Container, IntOrString, Probe } from '../../src/kube/types.ts';
import { isJob, isOwned, isWorkloadKind, podSpecAt, podSpecOf, type Workload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import type { Pointer } from '../../src/kube/pointer.ts';

interface Data {
  readonly is: 'unknown-name' | 'liveness-name' | 'undeclared' | 'killed-first';
  readonly workload: string;
  readonly container: string;
  readonly probe: string;
  readonly port: IntOrString;
  readonly detail: string;
}

export default defineRule({
  id: 'readiness-probe-broken',
  summary: 'a probe that can never succeed, so that the pod is never ready',
  subject: 'object',
  params: {},

  *check({ obj }): Iterable<Found<Data>> {
    if (obj.opaque !== null || !isWorkloadKind(obj.ref.kind)) return;
    const workload = obj as unknown as Workload;
    if (isJob(workload) || isOwned(workload)) return;
    for (const { container, list, index } of servingContainers(podSpecOf(workload))) {
      const at: Pointer = `${podSpecAt(workload)}/${list}/${index}`;
      for (const field of ['readinessProbe', 'startupProbe', 'livenessProbe'] as const) {
        const probe = container[field];
        if (probe != null) yield* portFaults(workload, container, probe, field, at);
      }
      yield* killedFirst(workload, container, at);
    }
  },

  say(data) {
    const probe = `${data.probe} of container "${data.container}" in ${data.workload}`;
    switch (data.is) {
      case 'unknown-name':
        return `${probe} goes to port "${data.port}", a name that this container does not declare, so the pod is never ready; ${data.detail}`;
      case 'liveness-name':
        return `${probe} goes to port "${data.port}", a name that this container does not declare, so it never fails; ${data.detail}`;
      case 'undeclared':
        return `${probe} goes to port ${data.port}, which no container of the pod declares; ${data.detail}`;
      case 'killed-first':
        return `${probe} can first succeed after ${data.detail}`;
      default:
        return data.is satisfies never;
    }
  },
});

const base = { when: 'always', broken: 'container', selfContained: true } as const;

function* portFaults(
  workload: Workload,
  container: Container,
  probe: Probe,
  field: string,
  at: Pointer,
): Iterable<Found<Data>> {
  const target = probePort(probe);
  if (target === null) return;
  const { handler, port } = target;
  const place: Pointer = `${at}/${field}/${handler}/port`;
  const name = container.name ?? '';
  const about = { workload: formatRef(workload.ref), container: name, probe: field, port };
  const common = {
    ...base,
    at: { obj: workload, at: place },
    key: `${name}/${field}`,
    failure: 'no-endpoint',
    evidence: [
      evidence('fault', workload, place, `container ${name}/${field}/port`),
      evidence('fault', workload, `${at}/ports`, `container ${name}/ports`),
    ],
  } as const;
  if (typeof port === 'string') {
    // A number in quotes is no name at all: `invalid-object` says so.
    if (/^[0-9]+$/.test(port) || hasNamedPort(container, port)) return;
    const isLiveness = field === 'livenessProbe';
    yield {
      ...common,
      data: { is: isLiveness ? 'liveness-name' : 'unknown-name', ...about, detail: owners(workload, container, port) },
      certainty: 'proven',
      cap: isLiveness ? 'audit' : undefined,
    };
    return;
  }
  if (field !== 'readinessProbe' || !isPortNumber(port) || hasHost(probe)) return;
  const spec = podSpecOf(workload);
  const containers = servingContainers(spec).map(placed => placed.container);
  const declared = containers.flatMap(one => (one.ports ?? []).map(({ containerPort }) => containerPort));
  const silent = containers.some(one => (one.ports ?? []).length === 0);
  if (silent || spec.hostNetwork === true || declared.includes(port)) return;
  // A containerPort is information; a management port that nobody lists is common and works.
  yield {
    ...common,
    data: { is: 'undeclared', ...about, detail: `declared are ${declared.join(', ')}` },
    certainty: 'unknown',
    cap: 'audit',
  };
}

const hasHost = (probe: Probe) => Boolean(probe.httpGet?.host ?? probe.tcpSocket?.host);

function owners(workload: Workload, container: Container, name: string): string {
  const own = (container.ports ?? []).map(port => port.name ?? String(port.containerPort));
  const other = servingContainers(podSpecOf(workload)).find(
    placed => placed.container !== container && hasNamedPort(placed.container, name),
  );
  const declares = own.length === 0 ? 'it declares no port' : `it declares ${own.map(port => `"${port}"`).join(', ')}`;
  return other === undefined ? declares : `${declares}, and container "${other.container.name}" has that name`;
}

/** Both probes are one check, and liveness gives up before readiness may first say yes. */
function* killedFirst(workload: Workload, container: Container, at: Pointer): Iterable<Found<Data>> {
  const { readinessProbe: ready, livenessProbe: live, startupProbe } = container;
  if (ready == null || live == null || startupProbe != null) return;
  if (firstKill(live) > firstSuccess(ready)) return;
  const name = container.name ?? '';
  yield {
    ...base,
    at: { obj: workload, at: `${at}/readinessProbe` },
    key: `${name}/liveness`,
    data: {
      is: 'killed-first',
      workload: formatRef(workload.ref),
      container: name,
      probe: 'readinessProbe',
      port: '',
      detail: `${firstSuccess(ready)} s, and its livenessProbe restarts the container after ${firstKill(live)} s of failures`,
    },
    failure: 'no-endpoint',
    certainty: 'likely',
    cap: 'warn',
    evidence: [
      evidence('fault', workload, `${at}/readinessProbe`, `container ${name}/readinessProbe`),
      evidence('fault', workload, `${at}/livenessProbe`, `container ${name}/livenessProbe`),
    ],
  };
}
