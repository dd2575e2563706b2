import type { Query } from '../../src/graph/index/query.ts';
import { refs } from '../../src/graph/index/refs.ts';
import type { Json } from '../../src/kube/json.ts';
import type { PodSpec } from '../../src/kube/kinds/pod-template.ts';
import type { Operation, Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import type { Fix } from '../../src/rule.ts';

/** Whether a pod uses a port of its node, or the node's network, which only one pod at a time can use. */
export function holdsNodePort(spec: PodSpec): boolean {
  if (spec.hostNetwork === true) return true;
  return servingContainers(spec).some(({ container }) =>
    (container.ports ?? []).some(port => (port.hostPort ?? 0) > 0),
  );
}

/**
 * Whether an old pod keeps its successor from starting beside it: a port or the network of the node, or a volume
 * that is not known to be writable from many nodes.
 */
export function isKeptFromSurging(workload: ReadableWorkload, query: Query): boolean {
  const spec = podSpecOf(workload);
  if (holdsNodePort(spec)) return true;
  return (spec.volumes ?? []).some(volume => {
    const claim = volume.persistentVolumeClaim?.claimName;
    return typeof claim === 'string' && !isShared(claim, workload, query);
  });
}

function isShared(name: string, workload: ReadableWorkload, query: Query): boolean {
  const found = query.get(refs.claim(workload.ref.namespace, name));
  if (found.is !== 'found' || found.value.opaque !== null) return false;
  const modes = found.value.body.spec?.accessModes ?? [];
  return modes.includes('ReadWriteMany');
}

/** Whether the scheduler may find no node for an additional pod. */
function isHardToPlace(spec: PodSpec): boolean {
  const apart = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spread = spec.topologySpreadConstraints ?? [];
  return (
    apart.length > 0 ||
    spread.some(({ whenUnsatisfiable }) => (whenUnsatisfiable ?? 'DoNotSchedule') === 'DoNotSchedule')
  );
}

/**
 * A fix that starts the new pods first. `workload` has the strategy and `pods` the pod template; they differ where an
 * Argo Rollout takes the template of a Deployment. The strategy is outside of the template, so the change itself starts
 * no rollout. Undefined where pods cannot surge, or the kind has no surge.
 */
export function surgeFix(
  workload: ReadableWorkload,
  pods: ReadableWorkload,
  replicas: number,
  query: Query,
): Fix | undefined {
  if (isKeptFromSurging(pods, query)) return undefined;
  const maxSurge = replicas > 4 ? '25%' : 1;
  const operations = operationsFor(workload, { maxUnavailable: 0, maxSurge });
  if (operations === null) return undefined;
  const { kind } = workload.ref;
  const isSure =
    (kind === 'Deployment' || kind === 'DaemonSet') &&
    workload.body.spec?.paused !== true &&
    !isHardToPlace(podSpecOf(pods));
  return {
    safety: isSure ? 'safe' : 'suggestion',
    title: `Start new pods before old ones end: maxUnavailable 0, maxSurge ${maxSurge}`,
    on: workload.ref,
    operations,
    creates: [],
  };
}

type Step = { readonly maxUnavailable: Json; readonly maxSurge: Json };

function operationsFor({ ref, body }: ReadableWorkload, step: Step): readonly Operation[] | null {
  switch (ref.kind) {
    case 'Deployment':
      return [rolling('/spec/strategy', body.spec?.strategy, step)];
    case 'DaemonSet':
      return [rolling('/spec/updateStrategy', body.spec?.updateStrategy, step)];
    case 'DeploymentConfig':
      return fields('/spec/strategy/rollingParams', step);
    case 'Rollout':
      return fields('/spec/strategy/canary', step);
    default:
      return null;
  }
}

function rolling(at: Pointer, strategy: unknown, step: Step): Operation {
  if (strategy === undefined || strategy === null) {
    return { op: 'add', path: at, value: { type: 'RollingUpdate', rollingUpdate: step } };
  }
  return { op: 'add', path: `${at}/rollingUpdate`, value: step };
}

/** Keeps the other fields of the strategy. */
function fields(at: Pointer, step: Step): readonly Operation[] {
  return [
    { op: 'add', path: `${at}/maxUnavailable`, value: step.maxUnavailable },
    { op: 'add', path: `${at}/maxSurge`, value: step.maxSurge },
  ];
}
