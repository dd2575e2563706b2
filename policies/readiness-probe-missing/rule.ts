import { replicasOf } from '../../src/graph/chain/replicas.ts';
import { ignoreReadiness, isBesideRoutes } from '../../src/graph/chain/serving.ts';
import { isStray } from '../../src/graph/chain/strays.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { podSpecAt, podSpecOf } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly workload: string;
  /** Null where no container declares the port, so that any of them may own it. */
  readonly container: string | null;
  readonly port: number | null;
  readonly instead: 'startupProbe' | 'readinessGates' | null;
  /** The container of the pod that has a probe. */
  readonly other: string | null;
  /** The Service whose selector may match the workload by accident. */
  readonly strayOf: string | null;
}

export default defineRule({
  id: 'readiness-probe-missing',
  summary: 'the container that owns the routed port has no readinessProbe',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check({ workload, owner, arrivals }, query): Iterable<Found<Data>> {
    const spec = podSpecOf(workload);
    // A Service with publishNotReadyAddresses ignores readiness; `service-publishes-unready` reports it on a route.
    if (ignoreReadiness(arrivals)) return;
    if (replicasOf(workload, query).max === 0) return;
    const containers = servingContainers(spec);
    const probed = containers.find(({ container }) => container.readinessProbe != null);
    // No container declares the port: any probe in the pod may test it.
    if (owner === null ? probed !== undefined : owner.container.readinessProbe != null) return;
    const owners = owner === null ? containers : [owner];
    const started = owners.some(({ container }) => container.startupProbe != null);
    const gated = (spec.readinessGates ?? []).length > 0;
    const at: Pointer =
      owner === null ? podSpecAt(workload) : `${podSpecAt(workload)}/${owner.list}/${owner.index}`;
    const name = owner?.container.name ?? null;
    yield {
      at: { obj: workload, at },
      key: name ?? '',
      data: {
        workload: formatRef(workload.ref),
        container: name,
        port: arrivals[0]?.podPort ?? null,
        instead: started ? 'startupProbe' : gated ? 'readinessGates' : null,
        other: probed?.container.name ?? null,
        // A probe of a port that the process does not serve fails for ever; `service-selects-too-much` reports the Service.
        strayOf: isStray(workload, arrivals, query)
          ? formatRef(arrivals[0]?.service.ref ?? workload.ref)
          : null,
      },
      failure: 'refused',
      when: 'whenever a pod starts',
      // Another container's probe keeps the whole pod from being ready, and may test this port.
      certainty: probed === undefined ? 'proven' : 'likely',
      // A native sidecar starts before the containers whose probe the pod waits for.
      limit:
        started ||
        gated ||
        isBesideRoutes(arrivals) ||
        (owner?.list === 'initContainers' && probed !== undefined)
          ? 'warn'
          : undefined,
      broken: 'container',
      evidence: [
        evidence('fault', workload, `${at}/readinessProbe`),
        ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
      ],
    };
  },

  say({ workload, container, port, instead, other, strayOf }) {
    const asks = `${workload} is sent requests${port === null ? '' : ` on port ${port}`}`;
    const stray =
      strayOf === null ? '' : `; if it does not serve that port, the selector of ${strayOf} is the fault`;
    const none =
      (container === null
        ? 'no container has a readinessProbe'
        : `container "${container}" has no readinessProbe`) + (instead === 'startupProbe' ? '' : stray);
    switch (instead) {
      case 'startupProbe':
        return `${asks} from its start until its end, ready or not: ${none}, only a startupProbe${stray}`;
      case 'readinessGates':
        return `${asks} as soon as its readinessGates allow it: ${none}`;
      case null:
        return other === null
          ? `${asks} as soon as its process starts: ${none}`
          : `${asks} as soon as container "${other}" is ready: ${none}`;
      default:
        return instead satisfies never;
    }
  },
});
