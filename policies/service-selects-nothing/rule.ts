import {
  closestWorkload,
  elsewhere,
  hasKeyBeside,
  type NearMiss,
  nearMiss,
  workloadLabelledOutside,
  workloadsBeside,
} from '../../src/graph/chain/near-miss.ts';
import { isScaledToZero, replicasOf } from '../../src/graph/chain/replicas.ts';
import { backendsTo } from '../../src/graph/chain/routing.ts';
import { seemsMadeByOperator, workloadsOf } from '../../src/graph/chain/selection.ts';
import { collections } from '../../src/graph/index/collections.ts';
import { neighbours } from '../../src/graph/index/namespaces.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { Labels } from '../../src/kube/kinds/metadata.ts';
import { formatRef, refKey } from '../../src/kube/object.ts';
import { type Operation, pointer } from '../../src/kube/pointer.ts';
import { formatLabels, isEmpty, matchesLabels } from '../../src/kube/selector.ts';
import { isExternalName, isManaged, type ReadableService, selectorOf } from '../../src/kube/service.ts';
import { isTransient, podLabels, podLabelsWritten, type ReadableWorkload } from '../../src/kube/workload.ts';
import { absence, defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

type Data =
  | { readonly is: 'no-match'; readonly service: string; readonly selector: string; readonly near: string }
  | { readonly is: 'jobs-alone'; readonly service: string; readonly jobs: string }
  | {
      readonly is: 'scaled-to-zero';
      readonly service: string;
      readonly workloads: string;
      readonly isOne: boolean;
    }
  | { readonly is: 'no-selector'; readonly service: string };

export default defineRule({
  id: 'service-selects-nothing',
  summary: 'a Service selects no pods',
  subject: 'service',
  chainBreak: { stage: 'pods', recipe: 'add the new label to the pods, then change the selector' },
  params: {},

  *check({ service }, query): Iterable<Found<Data>> {
    const selector = selectorOf(service);
    if (selector === null) {
      yield* unfed(service, query);
      return;
    }
    const workloads = workloadsOf(service, query);
    if (workloads.yes.length > 0) {
      yield* sleeping(service, workloads.yes, query);
      return;
    }
    if (workloads.maybe.length > 0) return;
    const near = nearMiss(service, query);
    // A workload that is clearly meant outweighs a custom resource that may make pods, and unseen objects.
    const isMeant = near !== null || elsewhere(service, query) !== null;
    if (workloads.rest !== 'none' && !isMeant) {
      if (workloads.rest !== 'operator' || seemsMadeByOperator(service, query)) return;
    }
    const isRuntime = near === null && maybeSetAtRunTime(service, query);
    yield {
      at: { obj: service, at: '/spec/selector' },
      key: '',
      data: {
        is: 'no-match',
        service: formatRef(service.ref),
        selector: formatLabels(selector),
        near: describe(service, near, query),
      },
      failure: 'no-endpoint',
      when: 'always',
      certainty: workloads.rest === 'none' && !isRuntime ? 'proven' : 'likely',
      limit: isRuntime ? 'audit' : undefined,
      end: near === null ? 'open' : `near-${near.kind}`,
      selfContained: true,
      broken: 'workload',
      evidence: [
        evidence('fault', service, '/spec/selector'),
        absence(service.ref, `workloads with ${formatLabels(selector)}`),
      ],
      fix: near === null ? undefined : select(service, near, query),
    };
  },

  say(data) {
    switch (data.is) {
      case 'no-match':
        return `${data.service} selects "${data.selector}", and no pod template has these labels${data.near}`;
      case 'jobs-alone':
        return `${data.service} selects only ${data.jobs}, whose pods end`;
      case 'scaled-to-zero':
        return `${data.workloads} ${data.isOne ? 'has' : 'have'} 0 replicas, and ${data.service} selects no other pods`;
      case 'no-selector':
        return `${data.service} has no selector, and no EndpointSlice or Endpoints names its pods`;
      default:
        return data satisfies never;
    }
  },
});

/** The selected workloads have no pods: Jobs or 0 replicas. Both may be intended, so they only warn. */
function* sleeping(
  service: ReadableService,
  workloads: readonly ReadableWorkload[],
  query: Query,
): Iterable<Found<Data>> {
  const common = {
    failure: 'no-endpoint',
    when: 'always',
    certainty: 'proven',
    end: 'open',
    broken: 'workload',
  } as const;
  const names = workloads.map(workload => formatRef(workload.ref)).join(', ');
  if (workloads.every(isTransient)) {
    yield {
      ...common,
      at: { obj: service, at: '/spec/selector' },
      key: 'jobs',
      limit: 'warn',
      data: { is: 'jobs-alone', service: formatRef(service.ref), jobs: names },
      evidence: [evidence('fault', service, '/spec/selector')],
    };
    return;
  }
  const serving = workloads.filter(workload => !isTransient(workload));
  // Sorted, so that the result does not depend on the order of the input.
  const [first] = [...serving].sort((a, b) => (refKey(a.ref) < refKey(b.ref) ? -1 : 1));
  if (first === undefined || !serving.every(workload => isScaledToZero(workload, query))) return;
  yield {
    ...common,
    // The field to edit is the number of replicas; the selector is right.
    at: { obj: first, at: '/spec/replicas' },
    key: `zero:${service.ref.name}`,
    limit: serving.some(workload => isWoken(workload, query)) ? 'audit' : 'warn',
    data: {
      is: 'scaled-to-zero',
      service: formatRef(service.ref),
      workloads: names,
      isOne: workloads.length === 1,
    },
    evidence: serving.map(workload => evidence('routing', workload, '/spec/replicas')),
  };
}

/** Whether an autoscaler explains the 0 replicas. An autoscaler with a minimum of 1 does not: 0 replicas turn it off. */
function isWoken(workload: ReadableWorkload, query: Query): boolean {
  const { min, by, scaler } = replicasOf(workload, query);
  return by === 'autoscaler' && (min === 0 || scaler?.ref.kind === 'ScaledObject');
}

/** A Service without a selector needs Endpoints, which a program may write: manifests seldom have them. */
function* unfed(service: ReadableService, query: Query): Iterable<Found<Data>> {
  const { namespace, name } = service.ref;
  if (isExternalName(service) || isManaged(service) || !isEmpty(service.body.spec?.selector)) return;
  if (namespace === 'default' && name === 'kubernetes') return;
  const { own, perhaps } = neighbours(namespace, query);
  const isFed = (where: string | null) => query.lookup(collections.endpointsOf(where, name)).length > 0;
  if (isFed(own) || perhaps.some(isFed)) return;
  if (query.scope.unseen('discovery.k8s.io', 'EndpointSlice', own) !== null) return;
  yield {
    at: { obj: service, at: '/spec' },
    key: 'endpoints',
    data: { is: 'no-selector', service: formatRef(service.ref) },
    failure: 'no-endpoint',
    when: 'always',
    certainty: 'likely',
    end: 'open',
    limit: query.scope.routesComplete ? 'warn' : 'audit',
    broken: 'workload',
    evidence: [absence(service.ref, `EndpointSlices of ${name}`)],
  };
}

/**
 * Whether a program perhaps sets the labels on its own running pods, as a leader does: no route leads to the Service, and
 * no template beside it has a label of any of these keys.
 */
function maybeSetAtRunTime(service: ReadableService, query: Query): boolean {
  const { type } = service.body.spec ?? {};
  if ((type ?? 'ClusterIP') !== 'ClusterIP') return false;
  const { backends, maybe } = backendsTo(service, null, query);
  if (backends.length > 0 || maybe) return false;
  return workloadsBeside(service, query).length > 0 && !hasKeyBeside(service, query);
}

function describe(service: ReadableService, near: NearMiss | null, query: Query): string {
  if (near?.kind === 'typo') return sayNear(near);
  const outside = workloadLabelledOutside(service, query);
  if (outside !== null) return `; ${formatRef(outside.ref)} has them on itself and not on its pod template`;
  if (near !== null) return sayNear(near);
  const other = elsewhere(service, query);
  if (other !== null) return `; ${formatRef(other.ref)} in another namespace has them`;
  return sayClosest(service, query);
}

function sayNear(near: NearMiss): string {
  const has = near.differs.map(({ hasKey, has }) => (has === null ? `no "${hasKey}"` : `"${hasKey}=${has}"`));
  return `; ${formatRef(near.workload.ref)} has ${has.join(', ')}`;
}

/** For the workload with the most matching pairs, its values for the other pairs. */
function sayClosest(service: ReadableService, query: Query): string {
  const closest = closestWorkload(service, query);
  if (closest === null) return '';
  const selector = selectorOf(service) ?? {};
  const labels = podLabelsWritten(closest);
  const has = Object.keys(selector)
    .filter(key => (labels[key] ?? null) !== (selector[key] ?? ''))
    .map(key => (Object.hasOwn(labels, key) ? `"${key}=${labels[key] ?? ''}"` : `no "${key}"`));
  return `; closest is ${formatRef(closest.ref)}, which has ${has.join(', ')}`;
}

/**
 * A fix of the Service's selector. The template's labels stay, because the workload's selector cannot change. A pair that the
 * template has under another key moves there; one that it does not have at all goes, if only this workload is left.
 */
function select(service: ReadableService, near: NearMiss, query: Query): Fix | undefined {
  const selector: Labels = service.body.spec?.selector ?? {};
  const wanted: Record<string, string> = {};
  for (const [key, value] of Object.entries(selector))
    if (!near.differs.some(differing => differing.key === key)) wanted[key] = value ?? '';
  const added = near.differs.flatMap(({ hasKey, has }) =>
    has === null || Object.hasOwn(wanted, hasKey) ? [] : [[hasKey, has] as const],
  );
  for (const [key, value] of added) wanted[key] = value;
  const isMoved = near.differs.some(({ key, hasKey, has }) => has === null || hasKey !== key);
  if (Object.keys(wanted).length === 0 || (isMoved && !isUnique(service, wanted, near, query)))
    return undefined;
  return {
    safety: 'suggestion',
    title: titleOf(near, Object.fromEntries(added), isMoved),
    on: service.ref,
    operations: near.differs.flatMap(({ key, hasKey, has }): readonly Operation[] => {
      const path = pointer('spec', 'selector', key);
      const test = { op: 'test', path, value: selector[key] ?? null } as const;
      if (has !== null && hasKey === key) return [test, { op: 'replace', path, value: has }];
      const remove = { op: 'remove', path } as const;
      const isNew = has !== null && !Object.hasOwn(selector, hasKey);
      return isNew
        ? [test, remove, { op: 'add', path: pointer('spec', 'selector', hasKey), value: has }]
        : [test, remove];
    }),
    creates: [],
  };
}

function titleOf({ workload, differs }: NearMiss, added: Labels, isMoved: boolean): string {
  const dropped = formatLabels(Object.fromEntries(differs.map(({ key, wanted }) => [key, wanted])));
  const name = formatRef(workload.ref);
  if (isEmpty(added)) return `Remove "${dropped}", which ${name} does not have`;
  return `Select "${formatLabels(added)}", which ${name} has${isMoved ? `, instead of "${dropped}"` : ''}`;
}

/** Whether the labels select no other workload than the one that is meant. */
function isUnique(service: ReadableService, labels: Labels, near: NearMiss, query: Query): boolean {
  return workloadsBeside(service, query).every(
    workload => workload === near.workload || matchesLabels(labels, podLabels(workload)) === 'no',
  );
}
