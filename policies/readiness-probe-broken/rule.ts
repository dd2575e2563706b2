import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { isTransient, podSpecAt, podSpecOf } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import { type Fault, portFault } from './port.ts';
import { killedFirst } from './timing.ts';

interface Data {
  readonly workload: string;
  readonly container: string;
  readonly probe: string;
  readonly fault: Fault;
}

const fields = ['readinessProbe', 'startupProbe', 'livenessProbe'] as const;

export default defineRule({
  id: 'readiness-probe-broken',
  summary: 'a probe that can never succeed, or that does not test the routed port',
  subject: 'workload',
  chainBreak: null,
  params: {},

  *check({ workload }, query): Iterable<Found<Data>> {
    if (isTransient(workload)) return;
    for (const placed of servingContainers(podSpecOf(workload))) {
      const { container, list, index } = placed;
      const at: Pointer = `${podSpecAt(workload)}/${list}/${index}`;
      const name = container.name ?? '';
      const about = { workload: formatRef(workload.ref), container: name };
      for (const probe of fields) {
        const fault = portFault(probe, placed, workload, query);
        if (fault === null) continue;
        const place: Pointer = `${at}/${probe}/${fault.handler}/${fault.is === 'other-host' ? 'host' : 'port'}`;
        yield {
          ...base,
          ...weights[fault.is],
          at: { obj: workload, at: place },
          key: `${name}/${probe}`,
          data: { ...about, probe, fault },
          evidence: [evidence('fault', workload, place), evidence('fault', workload, `${at}/ports`)],
        };
      }
      const fault = killedFirst(container);
      if (fault === null) continue;
      yield {
        ...base,
        ...weights[fault.is],
        at: { obj: workload, at: `${at}/readinessProbe` },
        key: `${name}/liveness`,
        data: { ...about, probe: 'readinessProbe', fault },
        evidence: [
          evidence('fault', workload, `${at}/readinessProbe`),
          evidence('fault', workload, `${at}/livenessProbe`),
        ],
      };
    }
  },

  say({ workload, container, probe, fault }) {
    const subject = `${probe} of container "${container}" of ${workload}`;
    switch (fault.is) {
      case 'unknown-name':
        return `${subject} asks port "${fault.port}", a name that this container does not declare, so the pod is never ready; ${fault.detail}`;
      case 'unasked-name':
        return `${subject} asks port "${fault.port}", a name that this container does not declare, so it never fails; ${fault.detail}`;
      case 'undeclared':
        return `${subject} asks port ${fault.port}, which no container of the pod declares: unless something listens there, the pod is never ready; ${fault.detail}`;
      case 'elsewhere':
        return `${subject} asks port ${fault.port}, and requests come to another one; ${fault.detail}`;
      case 'other-host':
        return `${subject} asks host "${fault.port}" and not the pod; without host it asks the pod's own address`;
      case 'killed-first':
        return `${subject} can first succeed ${fault.ready} s after the start, and its livenessProbe restarts the container after ${fault.kill} s of failures`;
      default:
        return fault satisfies never;
    }
  },
});

const base = { broken: 'container', selfContained: true } as const;
const neverReady = { failure: 'no-endpoint', when: 'always' } as const;

/** A containerPort is information: a process may listen on another port. */
const weights = {
  'unknown-name': { ...neverReady, certainty: 'proven' },
  // The probe does not restart a process that hangs.
  'unasked-name': {
    failure: 'overloaded',
    when: 'for a share of requests',
    certainty: 'proven',
    limit: 'audit',
  },
  undeclared: { ...neverReady, certainty: 'unknown', limit: 'audit' },
  elsewhere: { failure: 'refused', when: 'whenever a pod starts', certainty: 'likely', limit: 'audit' },
  'other-host': { ...neverReady, certainty: 'likely', limit: 'warn' },
  'killed-first': {
    failure: 'no-endpoint',
    when: 'whenever a pod starts',
    certainty: 'likely',
    limit: 'warn',
  },
} as const;
