import { doubtOf, isAuxiliary, isInjected } from '../../src/graph/listening.ts';
import type { Query } from '../../src/graph/query.ts';
import { backendsTo } from '../../src/graph/routing.ts';
import { workloadsOf } from '../../src/graph/selection.ts';
import { resolve } from '../../src/graph/serving.ts';
import type { PlacedServicePort, Service } from '../../src/graph/subject.ts';
import { formatRef } from '../../src/kube/object.ts';
import { pointer } from '../../src/kube/pointer.ts';
import { declaredPorts, protocolOf, type Resolved, targetOf } from '../../src/kube/ports.ts';
import { isJob, podSpecAt, podSpecOf, type Workload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly service: string;
  readonly port: number;
  readonly target: string;
  /** `targetPort` is written, or the port stands for it. */
  readonly written: boolean;
  readonly workload: string;
  readonly declared: string;
  readonly why: 'name' | 'protocol' | 'init-container' | 'number' | 'some' | 'twice';
}

export default defineRule({
  id: 'service-target-port-missing',
  summary: 'a Service port aims at a port that the pods do not have',
  subject: 'service-port',
  params: {},

  *check({ service, servicePort }, query): Iterable<Found<Data>> {
    const { yes, maybe } = workloadsOf(service, query);
    const workloads = yes.filter(workload => !isJob(workload) || yes.every(isJob));
    const resolved = workloads.map(workload => ({ workload, resolved: resolve(servicePort, workload, query) }));
    const missing = resolved.filter(entry => entry.resolved.is === 'missing');
    const [first] = missing;
    if (first !== undefined) {
      const everywhere = missing.length === resolved.length && maybe.length === 0;
      const finding = named(service, servicePort, first.workload, first.resolved, everywhere);
      // What adds containers when the pods are made may add the port with them.
      yield missing.some(entry => isInjected(entry.workload, query)) ? { ...finding, certainty: 'unknown' } : finding;
      return;
    }
    const twice = resolved.find(entry => entry.resolved.is === 'declared' && entry.resolved.others.some(isOther(entry.resolved.number)));
    if (twice !== undefined && typeof targetOf(servicePort.port) === 'string') {
      yield { ...found(service, servicePort, twice.workload, 'twice'), certainty: 'likely', cap: 'audit', failure: 'refused' };
      return;
    }
    const undeclared = resolved.filter(entry => entry.resolved.is === 'undeclared');
    const [unlisted] = undeclared;
    if (unlisted === undefined || undeclared.length < resolved.length || maybe.length > 0) return;
    const doubts = undeclared.map(entry => doubtOf(servicePort, entry.workload, query));
    if (doubts.includes('none')) return;
    yield {
      ...found(service, servicePort, unlisted.workload, 'number'),
      failure: 'refused',
      certainty: 'likely',
      // Most such ports that no route uses work, or are wanted by nobody.
      cap: doubts.includes('weak') || !isRouted(service, servicePort, query) ? 'audit' : undefined,
    };
  },

  say(data) {
    const aim = data.written
      ? `targetPort ${data.target} of ${data.service} port ${data.port}`
      : `port ${data.port} of ${data.service} has no targetPort, so it aims at ${data.target}, which`;
    switch (data.why) {
      case 'name':
        return `${aim} names no port of ${data.workload}, which declares ${data.declared}`;
      case 'some':
        return `${aim} names no port of ${data.workload}, so its pods receive nothing; they declare ${data.declared}`;
      case 'protocol':
        return `${aim} names a port that ${data.workload} has for another protocol: ${data.declared}`;
      case 'init-container':
        return `${aim} names a port of an init container of ${data.workload}, which is gone when the pod serves`;
      case 'number':
        return `${aim} is declared by no container of ${data.workload}, which declares ${data.declared}`;
      case 'twice':
        return `${aim} names ports of several containers of ${data.workload}, and only the first receives requests: ${data.declared}`;
      default:
        return data.why satisfies never;
    }
  },
});

const isOther = (number: number) => (placed: { readonly port: { readonly containerPort: number } }) =>
  placed.port.containerPort !== number;

function isRouted(service: Service, placed: PlacedServicePort, query: Query): boolean {
  return backendsTo(service, placed, query).backends.length > 0;
}

function named(
  service: Service,
  placed: PlacedServicePort,
  workload: Workload,
  resolved: Resolved,
  everywhere: boolean,
): Found<Data> {
  const near = resolved.is === 'missing' ? (resolved.near?.why ?? 'name') : 'name';
  if (everywhere) return { ...found(service, placed, workload, near), certainty: 'proven', failure: 'no-endpoint' };
  // The other pods answer: capacity is lost, and a canary gets no traffic.
  return { ...found(service, placed, workload, 'some'), certainty: 'proven', failure: 'no-endpoint', cap: 'warn', when: 'for a share of requests' };
}

function found(service: Service, placed: PlacedServicePort, workload: Workload, why: Data['why']): Omit<Found<Data>, 'failure' | 'certainty'> {
  const target = targetOf(placed.port);
  const written = placed.port.targetPort !== undefined && placed.port.targetPort !== null;
  const at = pointer('spec', 'ports', placed.index, ...(written ? ['targetPort'] : []));
  const name = placed.port.name ?? String(placed.port.port);
  return {
    at: { obj: service, at },
    key: name,
    data: {
      service: formatRef(service.ref),
      port: placed.port.port,
      target: typeof target === 'number' ? String(target) : `"${target}"`,
      written,
      workload: formatRef(workload.ref),
      declared: listPorts(workload),
      why,
    },
    when: 'always',
    broken: 'workload',
    evidence: [
      evidence('fault', service, at, `/spec/ports/${name}/targetPort`),
      ...portEvidence(workload),
      evidence('reach', service, '/spec/selector'),
    ],
    fix: aimAt(service, placed, workload, why),
  };
}

function portEvidence(workload: Workload) {
  const at = podSpecAt(workload);
  return declaredPorts(podSpecOf(workload)).map(({ list, index, container }) =>
    evidence('fault', workload, `${at}/${list}/${index}/ports`, `${at}/${list}/${container.name ?? index}/ports`),
  );
}

function listPorts(workload: Workload): string {
  const ports = declaredPorts(podSpecOf(workload)).map(({ port }) => {
    const protocol = protocolOf(port) === 'TCP' ? '' : `/${protocolOf(port)}`;
    return port.name ? `"${port.name}" (${port.containerPort}${protocol})` : `${port.containerPort}${protocol}`;
  });
  return ports.length === 0 ? 'no port' : ports.join(', ');
}

/** Where the pods have one port that could be meant, that one. */
function aimAt(service: Service, placed: PlacedServicePort, workload: Workload, why: Data['why']): Fix | undefined {
  if (why === 'twice' || why === 'protocol') return undefined;
  const [only, ...more] = declaredPorts(podSpecOf(workload)).filter(
    ({ port }) => protocolOf(port) === protocolOf(placed.port) && !isAuxiliary(port),
  );
  if (only === undefined || more.length > 0) return undefined;
  const value = only.port.name ?? only.port.containerPort;
  const path = pointer('spec', 'ports', placed.index, 'targetPort');
  const old = placed.port.targetPort;
  return {
    safety: 'suggestion',
    title: `Aim at ${typeof value === 'number' ? value : `"${value}"`}, the one port of ${formatRef(workload.ref)}`,
    on: service.ref,
    operations:
      old === undefined || old === null
        ? [{ op: 'add', path, value }]
        : [
            { op: 'test', path, value: old },
            { op: 'replace', path, value },
          ],
    creates: [],
  };
}
