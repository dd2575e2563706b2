import { own } from '../../kube/json.ts';
import type { PodSpec } from '../../kube/kinds/pod-template.ts';
import { annotationOf } from '../../kube/metadata.ts';
import { declaredPorts, protocolOf, servingContainers, targetOf } from '../../kube/ports.ts';
import type { ReadableService } from '../../kube/service.ts';
import { isTransient, podLabelsWritten, podSpecOf, type ReadableWorkload } from '../../kube/workload.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { mayListenOn } from './port-doubt.ts';
import { isScaledToZero } from './replicas.ts';
import { resolveServicePort } from './resolve-port.ts';
import { workloadsOf } from './selection.ts';
import type { Arrival, PlacedServicePort } from './subject.ts';

/** A workload that a Service selects beside those that serve a port, and that does not serve the port itself. */
export interface Stray {
  readonly workload: ReadableWorkload;
  /** `job`: its pods end, and answer nothing before. `silent`: it declares no port at all. */
  readonly is: 'job' | 'other-ports' | 'silent';
  /** False where a program or a config may make it serve the port all the same. */
  readonly sure: boolean;
}

export interface Strays {
  /** The workloads that declare the port; where none does, those that may listen on it. */
  readonly serving: readonly ReadableWorkload[];
  readonly strays: readonly Stray[];
}

/** The strays behind a port. Where no workload declares the port, only Jobs: nothing tells the others apart. */
export function straysOf(service: ReadableService, placed: PlacedServicePort, query: Query): Strays {
  const byPort = known(query, service, () => new Map());
  let strays = byPort.get(placed.index);
  if (strays === undefined) {
    strays = findStrays(service, placed, query);
    byPort.set(placed.index, strays);
  }
  return strays;
}

/** Whether requests reach the workload only because a selector matches too much. */
export function isStray(workload: ReadableWorkload, arrivals: readonly Arrival[], query: Query): boolean {
  return (
    arrivals.length > 0 &&
    arrivals.every(({ service, servicePort }) =>
      straysOf(service, servicePort, query).strays.some(stray => stray.sure && stray.workload === workload),
    )
  );
}

const known = perQuery<ReadableService, Map<number, Strays>>();

function findStrays(service: ReadableService, placed: PlacedServicePort, query: Query): Strays {
  const selected = workloadsOf(service, query).yes.filter(workload => !isScaledToZero(workload, query));
  const lasting = selected.filter(workload => !isTransient(workload));
  const resolved = (is: 'declared' | 'undeclared') =>
    lasting.filter(workload => resolveServicePort(placed, workload, query).is === is);
  const declared = resolved('declared');
  // Where nobody declares the number, every workload may serve it, except a Job.
  const serving = declared.length > 0 ? declared : resolved('undeclared');
  if (serving.length === 0) return { serving, strays: [] };
  const strays = selected.flatMap(workload => {
    if (serving.includes(workload)) return [];
    const stray = strayOf(workload, placed, serving, query);
    return stray === null ? [] : [stray];
  });
  return { serving, strays };
}

function strayOf(
  workload: ReadableWorkload,
  placed: PlacedServicePort,
  serving: readonly ReadableWorkload[],
  query: Query,
): Stray | null {
  const resolved = resolveServicePort(placed, workload, query);
  if (resolved.is === 'declared') return null;
  if (isTransient(workload)) return { workload, is: 'job', sure: true };
  const target = targetOf(placed.port);
  // A pod without the name gets no request on this port.
  if (typeof target === 'string') return null;
  const spec = podSpecOf(workload);
  if (serving.some(other => runsTheSame(podSpecOf(other), spec))) return null;
  const protocol = protocolOf(placed.port);
  const declared = declaredPorts(spec).filter(({ port }) => protocolOf(port) === protocol);
  // A container without any port may be the one that serves.
  const allDeclare = servingContainers(spec).every(({ container }) => (container.ports ?? []).length > 0);
  const sure = !mayListenOn(target, workload, query) && spec.hostNetwork !== true;
  return declared.length === 0
    ? { workload, is: 'silent', sure }
    : { workload, is: 'other-ports', sure: sure && allDeclare };
}

/** Whether both pods start the same programs: a canary that declares its ports in another way. */
function runsTheSame(one: PodSpec, other: PodSpec): boolean {
  const programs = (spec: PodSpec) =>
    servingContainers(spec).map(({ container: { image, command, args } }) =>
      JSON.stringify([withoutTag(image ?? ''), command ?? [], args ?? []]),
    );
  const others = new Set(programs(other));
  return programs(one).some(program => others.has(program));
}

const withoutTag = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/]*$/, '');

/** Whether the pods of the Job run only when somebody asks for them: a suspended Job, a test of a chart, a bare Pod. */
export function seldomRuns(workload: ReadableWorkload): boolean {
  const hook = annotationOf(workload, 'helm.sh/hook') ?? '';
  return workload.ref.kind === 'Pod' || workload.body.spec?.suspend === true || hook.startsWith('test');
}

/** A label that all workloads that serve have in common, and no stray has. */
export function labelApart({ serving, strays }: Strays): readonly [string, string] | null {
  const [first, ...others] = serving.map(podLabelsWritten);
  if (first === undefined) return null;
  const apart = Object.entries(first).filter(
    ([key, value]) =>
      value !== null &&
      !/version|chart|hash|checksum|revision|managed-by|track|slot|colou?r|shard|heritage/.test(key) &&
      others.every(labels => own(labels, key) === value) &&
      strays.every(({ workload }) => own(podLabelsWritten(workload), key) !== value),
  );
  const [best] = apart.toSorted(([a], [b]) => rank(a) - rank(b));
  return best === undefined ? null : [best[0], best[1] ?? ''];
}

const usual = ['app.kubernetes.io/component', 'component', 'app.kubernetes.io/name', 'app'];
const rank = (key: string) => (usual.includes(key) ? usual.indexOf(key) : usual.length);
