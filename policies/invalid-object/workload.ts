import type { RollingUpdate, Strategy } from '../../src/kube/kinds/workload-parts.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { isZero } from '../../src/kube/rollout.ts';
import type { IntOrString, Maybe } from '../../src/kube/schema.ts';
import { isParametric } from '../../src/kube/text.ts';
import { oneOf, type Repair, replace, type ValueFault, within } from '../../src/kube/value-faults.ts';
import { labelSelectorOf, podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import { podFaults } from './container.ts';
import { selectorFaults } from './labels.ts';

/** Source: pkg/apis/apps/validation; for a DeploymentConfig openshift-apiserver, pkg/apps/apis/apps/validation. */
export function* workloadFaults(workload: ReadableWorkload): Iterable<ValueFault> {
  const { spec } = workload.body;
  yield* podFaults(podSpecOf(workload), podSpecAt(workload));
  yield* within('/spec/replicas', spec?.replicas, 0);
  switch (workload.ref.kind) {
    case 'Deployment':
      yield* selectorFaults('/spec/selector', labelSelectorOf(workload));
      yield* deploymentFaults(spec?.strategy);
      break;
    case 'StatefulSet':
      yield* selectorFaults('/spec/selector', labelSelectorOf(workload));
      yield* statefulSetFaults(spec?.updateStrategy);
      break;
    case 'DaemonSet':
      yield* selectorFaults('/spec/selector', labelSelectorOf(workload));
      yield* daemonSetFaults(spec?.updateStrategy);
      break;
    case 'ReplicaSet':
    case 'Job':
      yield* selectorFaults('/spec/selector', labelSelectorOf(workload));
      break;
    case 'CronJob':
      // Source: ValidateJobTemplateSpec, pkg/apis/batch/validation.
      if (spec?.jobTemplate?.spec?.selector != null)
        yield {
          at: '/spec/jobTemplate/spec/selector',
          says: 'is there, and every Job gets a selector of its own: leave it out',
        };
      break;
    case 'DeploymentConfig':
      yield* oneOf('/spec/strategy/type', spec?.strategy?.type, ['Rolling', 'Recreate', 'Custom']);
      break;
  }
}

function* deploymentFaults(strategy: Maybe<Strategy>): Iterable<ValueFault> {
  const at = '/spec/strategy/rollingUpdate';
  yield* oneOf('/spec/strategy/type', strategy?.type, ['RollingUpdate', 'Recreate']);
  const update = strategy?.rollingUpdate;
  if (update === null || update === undefined) return;
  if (strategy?.type === 'Recreate') {
    yield { at, says: 'is there, and with the type "Recreate" nothing is rolled: leave out one of the two' };
    return;
  }
  yield* stepFaults(`${at}/maxUnavailable`, update.maxUnavailable, true);
  yield* stepFaults(`${at}/maxSurge`, update.maxSurge, false);
  const { maxUnavailable, maxSurge } = update;
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    const says = `is ${JSON.stringify(maxUnavailable)} with maxSurge ${JSON.stringify(maxSurge)}, so no pod could ever be replaced: one of them is above 0`;
    yield { at: `${at}/maxUnavailable`, says, repair: raise(`${at}/maxSurge`, maxSurge) };
  }
}

function* statefulSetFaults(strategy: Maybe<Strategy>): Iterable<ValueFault> {
  const at = '/spec/updateStrategy/rollingUpdate';
  // Recreate exists since Kubernetes 1.37.
  yield* oneOf('/spec/updateStrategy/type', strategy?.type, ['RollingUpdate', 'OnDelete', 'Recreate']);
  const update = strategy?.rollingUpdate;
  yield* within(`${at}/partition`, update?.partition, 0);
  const { maxUnavailable } = update ?? {};
  // With the gate MaxUnavailableStatefulSet off, the server drops the field before it validates.
  const depends = { dependsOnServer: true } as const;
  for (const fault of stepFaults(`${at}/maxUnavailable`, maxUnavailable, true))
    yield { ...fault, ...depends };
  if (isZero(maxUnavailable)) {
    yield {
      at: `${at}/maxUnavailable`,
      says: `is ${JSON.stringify(maxUnavailable)}, which a server that knows the field refuses: at least 1 fits`,
      ...depends,
      repair: raise(`${at}/maxUnavailable`, maxUnavailable),
    };
  }
}

function* daemonSetFaults(strategy: Maybe<Strategy>): Iterable<ValueFault> {
  const at = '/spec/updateStrategy/rollingUpdate';
  yield* oneOf('/spec/updateStrategy/type', strategy?.type, ['RollingUpdate', 'OnDelete']);
  const update = strategy?.rollingUpdate;
  if (update === null || update === undefined || strategy?.type === 'OnDelete') return;
  yield* stepFaults(`${at}/maxUnavailable`, update.maxUnavailable, true);
  yield* stepFaults(`${at}/maxSurge`, update.maxSurge, true);
  yield* eitherFaults(update, at);
}

/** A node's pod ends before or after its successor starts, so exactly one of the two is above 0. Defaults: 1 and 0. */
function* eitherFaults({ maxUnavailable, maxSurge }: RollingUpdate, at: Pointer): Iterable<ValueFault> {
  if (![maxUnavailable, maxSurge].every(value => typeof value !== 'string' || /^[0-9]+%$/.test(value)))
    return;
  const takes = !isZero(maxUnavailable ?? 1);
  if (takes !== !isZero(maxSurge ?? 0)) return;
  if (!takes) {
    yield { at: `${at}/maxUnavailable`, says: 'is 0 and maxSurge too: exactly one of them is above 0' };
    return;
  }
  const missing = maxUnavailable === null || maxUnavailable === undefined;
  yield {
    at: `${at}/maxSurge`,
    says: `is ${JSON.stringify(maxSurge)} with maxUnavailable ${missing ? 'left to its default 1' : JSON.stringify(maxUnavailable)}: exactly one of them is above 0`,
    repair: missing
      ? {
          safety: 'safe',
          title: 'Write maxUnavailable 0',
          operations: [{ op: 'add', path: `${at}/maxUnavailable`, value: 0 }],
        }
      : undefined,
  };
}

function* stepFaults(at: Pointer, step: Maybe<IntOrString>, atMostAll: boolean): Iterable<ValueFault> {
  if (typeof step !== 'string') {
    yield* within(at, step, 0);
  } else if (isParametric(step)) {
    // The value of the parameter may be valid.
  } else if (!/^[0-9]+%$/.test(step)) {
    const repair = /^[0-9]{1,9}$/.test(step) ? replace(at, step, Number(step), 'suggestion') : undefined;
    yield { at, says: `is "${step}", and a number or a percentage such as "25%" fits`, repair };
  } else if (atMostAll && Number(step.slice(0, -1)) > 100) {
    yield { at, says: `is "${step}", and "100%" is the most` };
  }
}

function raise(at: Pointer, old: Maybe<IntOrString>): Repair {
  return replace(at, old ?? null, 1, 'suggestion');
}
