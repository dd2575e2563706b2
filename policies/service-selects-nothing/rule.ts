import { elsewhere, labelledOutside, type NearMiss, nearMiss } from '../../src/graph/near.ts';
import type { Query } from '../../src/graph/query.ts';
import { isTemplateOfRollout, replicasOf } from '../../src/graph/replicas.ts';
import { formatSelector, workloadsOf } from '../../src/graph/selection.ts';
import type { Service } from '../../src/graph/subject.ts';
import { formatName, formatRef } from '../../src/kube/object.ts';
import { pointer } from '../../src/kube/pointer.ts';
import { selectorOf } from '../../src/kube/service.ts';
import type { Labels } from '../../src/kube/types.ts';
import { isJob, type Workload } from '../../src/kube/workload.ts';
import { absence, defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

type Data =
  | { readonly is: 'no-match'; readonly service: string; readonly selector: string; readonly near: string }
  | { readonly is: 'jobs-alone'; readonly service: string; readonly jobs: string }
  | { readonly is: 'scaled-to-zero'; readonly service: string; readonly workloads: string };

export default defineRule({
  id: 'service-selects-nothing',
  summary: 'a Service selects no pods',
  subject: 'service',
  params: {},

  *check({ service }, query): Iterable<Found<Data>> {
    const selector = selectorOf(service);
    if (selector === null) return;
    const workloads = workloadsOf(service, query);
    if (workloads.yes.length > 0) {
      yield* sleeping(service, workloads.yes, query);
      return;
    }
    if (workloads.maybe.length > 0) return;
    const near = nearMiss(service, query);
    // A workload that is clearly meant says more than a custom resource that might make pods, or an unseen rest.
    if (workloads.rest !== 'none' && near === null) return;
    yield {
      at: { obj: service, at: '/spec/selector' },
      key: '',
      data: {
        is: 'no-match',
        service: formatRef(service.ref),
        selector: formatSelector(selector),
        near: describe(service, near, query),
      },
      failure: 'no-endpoint',
      when: 'always',
      certainty: workloads.rest === 'none' ? 'proven' : 'likely',
      open: true,
      selfContained: true,
      broken: 'workload',
      evidence: [
        evidence('fault', service, '/spec/selector'),
        absence(service.ref, `workloads with ${formatSelector(selector)}`),
      ],
      fix: near === null ? undefined : select(service, near),
    };
  },

  say(data) {
    switch (data.is) {
      case 'no-match':
        return `${data.service} selects "${data.selector}", and no pod template has these labels${data.near}`;
      case 'jobs-alone':
        return `${data.service} selects only ${data.jobs}, whose pods end`;
      case 'scaled-to-zero':
        return `${data.service} selects only ${data.workloads} with 0 replicas`;
      default:
        return data satisfies never;
    }
  },
});

/** Pods that are matched and not there. Both may be meant, so neither does more than warn. */
function* sleeping(service: Service, workloads: readonly Workload[], query: Query): Iterable<Found<Data>> {
  const common = {
    at: { obj: service, at: '/spec/selector' },
    failure: 'no-endpoint',
    when: 'always',
    certainty: 'proven',
    open: true,
    cap: 'warn',
    selfContained: false,
    broken: 'workload',
  } as const;
  const names = workloads.map(workload => formatRef(workload.ref)).join(', ');
  if (workloads.every(isJob)) {
    yield {
      ...common,
      key: 'jobs',
      data: { is: 'jobs-alone', service: formatRef(service.ref), jobs: names },
      evidence: [evidence('fault', service, '/spec/selector')],
    };
    return;
  }
  const serving = workloads.filter(workload => !isJob(workload));
  if (!serving.every(workload => workload.body.spec?.replicas === 0)) return;
  if (serving.some(workload => isTemplateOfRollout(workload, query))) return;
  const scaled = serving.some(workload => replicasOf(workload, query).max > 0);
  yield {
    ...common,
    key: 'zero',
    // An autoscaler that may wake it up explains the zero.
    cap: scaled ? 'audit' : 'warn',
    data: { is: 'scaled-to-zero', service: formatRef(service.ref), workloads: names },
    evidence: serving.map(workload => evidence('reach', workload, '/spec/replicas')),
  };
}

function describe(service: Service, near: NearMiss | null, query: Query): string {
  if (near !== null) {
    const has = near.differs.map(({ hasKey, has }) => (has === null ? `no "${hasKey}"` : `"${hasKey}=${has}"`));
    return `; ${formatRef(near.workload.ref)} has ${has.join(', ')}`;
  }
  const outside = labelledOutside(service, query);
  if (outside !== null) return `; ${formatRef(outside.ref)} has them on itself and not on its pod template`;
  const other = elsewhere(service, query);
  if (other !== null) return `; ${other.ref.kind} ${formatName(other.ref)} in another namespace has them`;
  return '';
}

/** Never the other way: labels of a template are bound to a selector that cannot change. */
function select(service: Service, near: NearMiss): Fix | undefined {
  const selector: Labels = service.body.spec?.selector ?? {};
  const [only, ...more] = near.differs;
  if (only === undefined || only.has === null || more.length > 0 || only.hasKey !== only.key) return undefined;
  const path = pointer('spec', 'selector', only.key);
  return {
    safety: 'suggestion',
    title: `Select "${only.key}=${only.has}", which ${formatRef(near.workload.ref)} has`,
    on: service.ref,
    operations: [
      { op: 'test', path, value: selector[only.key] ?? null },
      { op: 'replace', path, value: only.has },
    ],
    creates: [],
  };
}
