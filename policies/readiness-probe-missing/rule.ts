import { replicasOf } from '../../src/graph/replicas.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { podSpecAt, podSpecOf } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly workload: string;
  readonly container: string | null;
  readonly port: number | null;
  readonly instead: 'startupProbe' | 'readinessGates' | null;
  readonly unrouted: boolean;
}

export default defineRule({
  id: 'readiness-probe-missing',
  summary: 'the container that owns the routed port has no readinessProbe',
  subject: 'serving',
  params: {},

  *check({ workload, owner, arrivals }, query): Iterable<Found<Data>> {
    const spec = podSpecOf(workload);
    // A Service that publishes what is not ready asks no probe.
    if (arrivals.length > 0 && arrivals.every(({ service }) => service.body.spec?.publishNotReadyAddresses === true)) return;
    if (replicasOf(workload, query).max === 0) return;
    if (owner === null) {
      // No container declares the port: any probe in the pod may be the one that tests it.
      if (servingContainers(spec).some(({ container }) => container.readinessProbe != null)) return;
    } else if (owner.container.readinessProbe != null) return;
    const started = (owner === null ? servingContainers(spec) : [owner]).some(({ container }) => container.startupProbe != null);
    const gated = (spec.readinessGates ?? []).length > 0;
    const at: Pointer = owner === null ? podSpecAt(workload) : `${podSpecAt(workload)}/${owner.list}/${owner.index}`;
    const name = owner?.container.name ?? null;
    yield {
      at: { obj: workload, at },
      key: name ?? '',
      data: {
        workload: formatRef(workload.ref),
        container: name,
        port: arrivals[0]?.podPort ?? null,
        instead: started ? 'startupProbe' : gated ? 'readinessGates' : null,
        unrouted: arrivals.every(({ backends }) => backends.length === 0),
      },
      failure: 'refused',
      when: 'whenever a pod starts',
      certainty: 'proven',
      cap: started || gated ? 'warn' : undefined,
      broken: 'container',
      evidence: [
        evidence('fault', workload, `${at}/readinessProbe`, `container ${name ?? ''}/readinessProbe`),
        ...arrivals.map(({ service }) => evidence('reach', service, '/spec/selector')),
      ],
    };
  },

  say(data) {
    const container = data.container === null ? 'no container' : `container "${data.container}"`;
    const port = data.port === null ? '' : ` on port ${data.port}`;
    const none = data.container === null ? `${container} has a readinessProbe` : `${container} has no readinessProbe`;
    const start = `${data.workload} takes requests${port} as soon as its process starts: ${none}`;
    switch (data.instead) {
      case 'startupProbe':
        return `${data.workload} takes requests${port} for as long as it runs, ready or not: ${none}, only a startupProbe`;
      case 'readinessGates':
        return `${data.workload} takes requests${port} when its readinessGates say so: ${none}`;
      case null:
        return start;
      default:
        return data.instead satisfies never;
    }
  },
});
