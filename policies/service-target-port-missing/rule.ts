import { isAuxiliary, isInjected, portDoubtOf } from '../../src/graph/chain/port-doubt.ts';
import { resolveServicePort } from '../../src/graph/chain/resolve-port.ts';
import { backendsTo } from '../../src/graph/chain/routing.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import type { PlacedServicePort } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { formatRef } from '../../src/kube/object.ts';
import { pointer } from '../../src/kube/pointer.ts';
import {
  declaredPorts,
  hasParametricPort,
  listPorts,
  type PlacedPort,
  portNameFault,
  protocolMark,
  protocolOf,
  type Resolved,
  servingContainers,
  targetOf,
} from '../../src/kube/ports.ts';
import type { ReadableService } from '../../src/kube/service.ts';
import { isParametric } from '../../src/kube/text.ts';
import { isTransient, podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, type Evidence, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly service: string;
  readonly port: number;
  readonly target: string;
  readonly protocol: string;
  /** True where `targetPort` is written; else `port` is the target. */
  readonly written: boolean;
  readonly workload: string;
  readonly declared: string;
  readonly why: 'name' | 'protocol' | 'init-container' | 'sidecar' | 'number' | 'some' | 'twice';
}

export default defineRule({
  id: 'service-target-port-missing',
  summary: 'a Service port aims at a port that the pods do not have',
  subject: 'service-port',
  chainBreak: {
    stage: 'target-port',
    recipe: 'set targetPort to the number, rename the port, set the new name',
    needsDeclaredPort: true,
  },
  params: {},

  *check({ service, servicePort }, query): Iterable<Found<Data>> {
    const target = targetOf(servicePort.port);
    // The API server refuses an invalid port name; `invalid-object` reports it.
    if (typeof target === 'string' && (isParametric(target) || portNameFault(target) !== null)) return;
    const { yes, maybe } = workloadsOf(service, query);
    const workloads = yes.filter(workload => !isTransient(workload) || yes.every(isTransient));
    const resolved = workloads.map(workload => ({
      workload,
      resolved: resolveServicePort(servicePort, workload, query),
    }));
    const missing = resolved.filter(
      entry => entry.resolved.is === 'missing' && !hasParametricPort(podSpecOf(entry.workload)),
    );
    const [first] = missing;
    if (first !== undefined) {
      const everywhere = missing.length === resolved.length && maybe.length === 0;
      const finding = named(service, servicePort, first.workload, first.resolved, everywhere);
      // An injector that adds containers to new pods may add the port, too.
      yield missing.some(entry => isInjected(entry.workload, query))
        ? { ...finding, certainty: 'unknown' }
        : finding;
      return;
    }
    const twice = resolved.find(
      entry => entry.resolved.is === 'declared' && entry.resolved.others.some(isOther(entry.resolved.number)),
    );
    if (twice !== undefined && typeof target === 'string') {
      yield {
        ...found(service, servicePort, twice.workload, 'twice'),
        certainty: 'likely',
        limit: 'audit',
        failure: 'idle',
      };
      return;
    }
    const undeclared = resolved.filter(entry => entry.resolved.is === 'undeclared');
    const [unlisted] = undeclared;
    if (unlisted === undefined || undeclared.length < resolved.length || maybe.length > 0) return;
    const doubts = undeclared.map(entry => portDoubtOf(servicePort, entry.workload, query));
    if (doubts.includes('none')) return;
    yield {
      ...found(service, servicePort, unlisted.workload, 'number'),
      failure: 'refused',
      certainty: 'likely',
      // Most such ports without a route work, or are unused.
      limit: doubts.includes('weak') || !isRouted(service, servicePort, query) ? 'audit' : undefined,
    };
  },

  say(data) {
    const { service, workload, declared } = data;
    const aims = data.written
      ? `port ${data.port} of ${service} aims at ${data.target}`
      : `port ${data.port} of ${service} has no targetPort, so it aims at ${data.target}`;
    switch (data.why) {
      case 'name':
        return `${aims}, and no port of ${workload} has that name: it declares ${declared}`;
      case 'some':
        return `${aims}, and no port of ${workload} has that name, so its pods receive nothing: it declares ${declared}`;
      case 'protocol':
        return `${aims} for ${data.protocol}, and ${workload} declares ${declared}`;
      case 'init-container':
        return `${aims}, a port of an init container of ${workload}, which is gone when the pod serves`;
      case 'sidecar':
        return `${aims}, a port of a sidecar of ${workload}, and sidecars give endpoints from Kubernetes 1.33 on`;
      case 'number':
        return `${aims}, and no container of ${workload} declares that port: it declares ${declared}`;
      case 'twice':
        return `${aims}, a name that several containers of ${workload} have, and only the first receives requests: ${declared}`;
      default:
        return data.why satisfies never;
    }
  },
});

const isOther = (number: number) => (placed: { readonly port: { readonly containerPort: number } }) =>
  placed.port.containerPort !== number;

function isRouted(service: ReadableService, placed: PlacedServicePort, query: Query): boolean {
  return backendsTo(service, placed, query).backends.length > 0;
}

function named(
  service: ReadableService,
  placed: PlacedServicePort,
  workload: ReadableWorkload,
  resolved: Resolved,
  everywhere: boolean,
): Found<Data> {
  const near = whyMissing(workload, resolved);
  if (everywhere)
    return { ...found(service, placed, workload, near), certainty: 'proven', failure: 'no-endpoint' };
  // The other pods answer, and a canary gets no requests.
  return { ...found(service, placed, workload, 'some'), certainty: 'proven', failure: 'idle', limit: 'warn' };
}

function whyMissing(
  workload: ReadableWorkload,
  resolved: Resolved,
): 'name' | 'protocol' | 'init-container' | 'sidecar' {
  const near = resolved.is === 'missing' ? resolved.near : null;
  if (near?.why !== 'init-container') return near?.why ?? 'name';
  const { restartPolicy } = podSpecOf(workload).initContainers?.[near.placed.index] ?? {};
  return restartPolicy === 'Always' ? 'sidecar' : 'init-container';
}

function found(
  service: ReadableService,
  placed: PlacedServicePort,
  workload: ReadableWorkload,
  why: Data['why'],
): Omit<Found<Data>, 'failure' | 'certainty'> {
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
      protocol: protocolOf(placed.port),
      written,
      workload: formatRef(workload.ref),
      declared: portsIn(workload),
      why,
    },
    when: 'always',
    broken: 'workload',
    evidence: [
      evidence('fault', service, at),
      ...portEvidence(workload),
      evidence('routing', service, '/spec/selector'),
    ],
    fix: aimAt(service, placed, workload, why),
  };
}

/** Evidence of every container's ports, since any of them may be the intended one. */
function portEvidence(workload: ReadableWorkload): readonly Evidence[] {
  let known = evidences.get(workload);
  if (known === undefined) {
    const at = podSpecAt(workload);
    known = servingContainers(podSpecOf(workload)).map(({ list, index }) =>
      evidence('fault', workload, `${at}/${list}/${index}/ports`),
    );
    evidences.set(workload, known);
  }
  return known;
}

// Each of many Service ports may have the same workload.
const evidences = new WeakMap<ReadableWorkload, readonly Evidence[]>();

function portsIn(workload: ReadableWorkload): string {
  let known = portTexts.get(workload);
  if (known === undefined) {
    known = listPorts(
      declaredPorts(podSpecOf(workload)).map(({ port }) => port),
      port => `${port.containerPort}${protocolMark(port)}`,
    );
    portTexts.set(workload, known);
  }
  return known;
}

const portTexts = new WeakMap<ReadableWorkload, string>();

/** A fix that names the only possible port of the pods. */
function aimAt(
  service: ReadableService,
  placed: PlacedServicePort,
  workload: ReadableWorkload,
  why: Data['why'],
): Fix | undefined {
  // A fix for the pods that lack the name may break the others.
  if (why === 'twice' || why === 'protocol' || why === 'some') return undefined;
  const isPossible = ({ port }: PlacedPort) =>
    protocolOf(port) === protocolOf(placed.port) && !isAuxiliary(port);
  const declared = declaredPorts(podSpecOf(workload));
  const only = declared.find(isPossible);
  if (only === undefined || declared.find(one => one !== only && isPossible(one)) !== undefined)
    return undefined;
  const value = only.port.name ?? only.port.containerPort;
  const path = pointer('spec', 'ports', placed.index, 'targetPort');
  const old = placed.port.targetPort;
  return {
    safety: 'suggestion',
    title: `Use targetPort ${typeof value === 'number' ? value : `"${value}"`}, the only port of ${formatRef(workload.ref)}`,
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
