import { replicasOf } from '../../../src/graph/chain/replicas.ts';
import { policiesOf } from '../../../src/graph/network/isolation.ts';
import type { Json, JsonObject } from '../../../src/kube/json.ts';
import { join, type Pointer } from '../../../src/kube/pointer.ts';
import { servingContainers } from '../../../src/kube/ports.ts';
import {
  podLabelsWritten,
  podSpecAt,
  podSpecOf,
  type ReadableWorkload,
  templateAt,
} from '../../../src/kube/workload.ts';
import { added, edited, editedObject, isThere } from './app.ts';
import type { SoundChain } from './chains.ts';
import type { Change } from './mutation.ts';

const containersAt = ({ workload }: SoundChain): Pointer => join(podSpecAt(workload), 'containers');
const containersOf = ({ workload }: SoundChain) =>
  (podSpecOf(workload).containers ?? []) as unknown as readonly Json[];

const sidecar: Json = {
  name: 'log-shipper',
  image: 'registry.example/tools/log-shipper:3.1',
  ports: [{ name: 'shipper-admin', containerPort: 2020 }],
};

/** An object in the workload's namespace, which may be the unset one. */
function beside({ workload }: SoundChain, apiVersion: string, kind: string, spec: JsonObject): Json {
  const { namespace } = workload.ref;
  return {
    apiVersion,
    kind,
    metadata: { name: 'added', ...(namespace === null ? {} : { namespace }) },
    spec,
  };
}

/** Only the first of several ports of one name receives requests, so that their order counts. */
function hasUniqueNames(workload: ReadableWorkload): boolean {
  const names = servingContainers(podSpecOf(workload)).flatMap(({ container }) =>
    (container.ports ?? []).flatMap(port => (port.name ? [port.name] : [])),
  );
  return new Set(names).size === names.length;
}

/** Whether a range of replicas from two on causes no loss that the single number does not cause. */
function mayScale({ workload, query }: SoundChain): boolean {
  const { maxUnavailable } = workload.body.spec?.strategy?.rollingUpdate ?? {};
  const replicas = replicasOf(workload, query);
  return replicas.by === 'author' && replicas.min >= 2 && (maxUnavailable == null || maxUnavailable === 0);
}

export const changesOfPods: readonly Change[] = [
  {
    name: 'newer image',
    apply(chain) {
      const { app, workload, owner } = chain;
      if (owner === null) return null;
      return edited(app, workload.ref, [
        join(podSpecAt(workload), owner.list, owner.index, 'image'),
        'registry.example/app:9.9.9',
      ]);
    },
  },
  {
    name: 'sidecar inserted first',
    apply(chain) {
      // The owner of an undeclared port is only known where there is one container.
      if (chain.resolved.is === 'undeclared') return null;
      return edited(chain.app, chain.workload.ref, [containersAt(chain), [sidecar, ...containersOf(chain)]]);
    },
  },
  {
    name: 'containers in another order',
    apply(chain) {
      const containers = containersOf(chain);
      if (containers.length < 2 || !hasUniqueNames(chain.workload)) return null;
      return edited(chain.app, chain.workload.ref, [containersAt(chain), [...containers].reverse()]);
    },
  },
  {
    name: 'container ports in another order',
    apply(chain) {
      const { app, workload, owner } = chain;
      const ports = owner?.container.ports ?? [];
      if (owner === null || ports.length < 2 || !hasUniqueNames(workload)) return null;
      const at = join(podSpecAt(workload), owner.list, owner.index, 'ports');
      return edited(app, workload.ref, [at, [...ports].reverse() as unknown as Json]);
    },
  },
  {
    name: 'policy added that admits everything',
    apply(chain) {
      if (policiesOf(chain.workload, chain.query).why !== null) return null;
      const matchLabels = podLabelsWritten(chain.workload) as JsonObject;
      const spec = { podSelector: { matchLabels }, ingress: [{}] };
      return added(chain.app, beside(chain, 'networking.k8s.io/v1', 'NetworkPolicy', spec));
    },
  },
  {
    name: 'more replicas',
    apply: chain => (mayScale(chain) ? edited(chain.app, chain.workload.ref, ['/spec/replicas', 5]) : null),
  },
  {
    name: 'HorizontalPodAutoscaler added',
    apply(chain) {
      const { kind, name } = chain.workload.ref;
      if (!mayScale(chain) || kind !== 'Deployment') return null;
      const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind, name }, minReplicas: 2, maxReplicas: 10 };
      return added(chain.app, beside(chain, 'autoscaling/v2', 'HorizontalPodAutoscaler', spec));
    },
  },
  {
    name: 'PodDisruptionBudget added',
    apply(chain) {
      const matchLabels = podLabelsWritten(chain.workload) as JsonObject;
      const spec = { maxUnavailable: 1, selector: { matchLabels } };
      return added(chain.app, beside(chain, 'policy/v1', 'PodDisruptionBudget', spec));
    },
  },
  {
    name: 'canary Deployment with the same labels',
    apply({ app, workload }) {
      const name = `${workload.ref.name}-canary`;
      if (workload.ref.kind !== 'Deployment' || isThere(app, { ...workload.ref, name })) return null;
      const track = 'canary';
      const canary = editedObject(workload as never, [
        ['/metadata/name', name],
        [join(templateAt(workload), 'metadata', 'labels', 'track'), track],
        ['/spec/selector/matchLabels/track', track],
      ]);
      return added(app, canary.body);
    },
  },
];
