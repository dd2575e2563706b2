import { labelApart, type Stray, seldomRuns, straysOf } from '../../src/graph/chain/strays.ts';
import type { PlacedServicePort } from '../../src/graph/chain/subject.ts';
import { formatRef } from '../../src/kube/object.ts';
import { pointer } from '../../src/kube/pointer.ts';
import { declaredPorts, listPorts, protocolMark, servingContainers, targetOf } from '../../src/kube/ports.ts';
import type { ReadableService } from '../../src/kube/service.ts';
import { podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly service: string;
  readonly port: number;
  readonly target: string | number;
  readonly stray: string;
  readonly is: Stray['is'];
  readonly declared: string;
  /** The label that only the pods that serve have: `component=web`. */
  readonly apart: string | null;
}

export default defineRule({
  id: 'service-selects-too-much',
  summary: 'a Service also selects pods that do not serve its port',
  subject: 'service-port',
  chainBreak: null,
  params: {},

  *check({ service, servicePort }, query): Iterable<Found<Data>> {
    const all = straysOf(service, servicePort, query);
    const target = targetOf(servicePort.port);
    const apart = labelApart(all);
    for (const stray of all.strays) {
      const { workload } = stray;
      yield {
        at: { obj: service, at: '/spec/selector' },
        // Every port that the stray does not serve has the same cause.
        key: `${workload.ref.kind}/${workload.ref.name}`,
        data: {
          service: formatRef(service.ref),
          port: servicePort.port.port,
          target,
          stray: formatRef(workload.ref),
          is: stray.is,
          declared: portsIn(workload),
          apart: apart?.join('=') ?? null,
        },
        ...weightOf(stray, typeof target === 'string'),
        broken: 'workload',
        evidence: [
          ...faultIn(service, servicePort, workload),
          evidence('routing', service, '/spec/selector'),
        ],
      };
    }
  },

  say({ service, port, target, stray, is, declared, apart }) {
    const also = `${service} also selects ${stray}`;
    const fits = apart === null ? '' : `; ${apart} in the selector leaves it out`;
    if (is === 'job')
      return typeof target === 'string'
        ? `${also}, whose pods have no port "${target}" and get no requests${fits}`
        : `${also}, whose pods get requests on port ${target} while they run${fits}`;
    return `${also}, which declares ${declared}: a share of the requests on port ${port} goes to port ${target} of its pods${fits}`;
  },
});

/** The EndpointSlice controller leaves out a pod without the named port, and takes a number as it is. */
function weightOf(
  stray: Stray,
  isNamed: boolean,
): Pick<Found<Data>, 'failure' | 'when' | 'certainty' | 'limit'> {
  if (stray.is === 'job') {
    // A Job with a readinessProbe gets requests only if it answers.
    const probed = servingContainers(podSpecOf(stray.workload)).some(
      ({ container }) => container.readinessProbe != null,
    );
    if (isNamed) return { failure: 'idle', when: 'while a Job runs', certainty: 'proven', limit: 'audit' };
    return {
      failure: 'refused',
      when: 'while a Job runs',
      certainty: 'likely',
      limit: probed || seldomRuns(stray.workload) ? 'audit' : undefined,
    };
  }
  return {
    failure: 'refused',
    when: 'for a share of requests',
    // A containerPort is information: a pod that declares none may listen on any port.
    certainty: stray.is === 'silent' || !stray.sure ? 'unknown' : 'likely',
    limit: stray.sure ? undefined : 'audit',
  };
}

function faultIn(service: ReadableService, placed: PlacedServicePort, stray: ReadableWorkload) {
  const written =
    placed.port.targetPort === undefined || placed.port.targetPort === null ? 'port' : 'targetPort';
  return [
    evidence('fault', service, pointer('spec', 'ports', placed.index, written)),
    ...servingContainers(podSpecOf(stray)).map(({ list, index }) =>
      evidence('fault', stray, `${podSpecAt(stray)}/${list}/${index}/ports`),
    ),
  ];
}

function portsIn(workload: ReadableWorkload): string {
  return listPorts(
    declaredPorts(podSpecOf(workload)).map(({ port }) => port),
    port => `${port.containerPort}${protocolMark(port)}`,
  );
}
