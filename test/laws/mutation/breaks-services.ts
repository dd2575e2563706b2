import type { Json } from '../../../src/kube/json.ts';
import { join, type Pointer, pointer } from '../../../src/kube/pointer.ts';
import { targetOf } from '../../../src/kube/ports.ts';
import { isParametric } from '../../../src/kube/text.ts';
import { labelSelectorOf, podLabels, podLabelsWritten, templateAt } from '../../../src/kube/workload.ts';
import { added, edited, isThere } from './app.ts';
import type { SoundChain } from './chains.ts';
import { type Break, error, slip, warning } from './mutation.ts';

/** A pair of the Service's selector that only the pod template sets. */
export function selectedPair({ service, workload }: SoundChain): readonly [string, string] | null {
  const written = podLabelsWritten(workload);
  const known = podLabels(workload);
  for (const [key, value] of Object.entries(service.body.spec?.selector ?? {})) {
    const isSet = (known.runtime?.(key, value) ?? 'no') !== 'no';
    if (value !== null && !isParametric(value) && written[key] === value && !isSet) return [key, value];
  }
  return null;
}

/** The pointer to the declared port in its container. */
export function declaredAt({ workload, owner, resolved }: SoundChain): Pointer | null {
  if (owner === null || resolved.is !== 'declared') return null;
  const ports = owner.container.ports ?? [];
  const index = ports.findIndex(port => 'port' in owner && port === owner.port);
  if (index === -1) return null;
  return pointer(
    ...templateAt(workload).split('/').slice(1),
    'spec',
    owner.list,
    owner.index,
    'ports',
    index,
  );
}

const selectorAt = (key: string): Pointer => pointer('spec', 'selector', key);
const targetAt = ({ port }: SoundChain): Pointer => pointer('spec', 'ports', port.index, 'targetPort');
const namedTarget = ({ port }: SoundChain): string | null => {
  const target = targetOf(port.port);
  return typeof target === 'string' ? target : null;
};

/** For a Route with the number of the pod's port, the finding is that no port has the number. */
const noTarget = ['service-target-port-missing', 'backend-port-missing'];

/** Whether no other port of the pod has the name. */
const isOnlyOfItsName = ({ resolved }: SoundChain) =>
  resolved.is === 'declared' && resolved.others.length === 0;

export const breaksOfServices: readonly Break[] = [
  {
    name: 'selector value misspelt',
    rules: ['service-selects-nothing'],
    apply(chain) {
      const pair = selectedPair(chain);
      return pair === null
        ? null
        : error(edited(chain.app, chain.service.ref, [selectorAt(pair[0]), slip(pair[1])]));
    },
  },
  {
    name: 'selector key renamed',
    rules: ['service-selects-nothing'],
    apply(chain) {
      const pair = selectedPair(chain);
      if (pair === null) return null;
      const [key, value] = pair;
      return error(
        edited(chain.app, chain.service.ref, [selectorAt(key), undefined], [selectorAt(`${key}-of`), value]),
      );
    },
  },
  {
    name: 'pod template label changed, its own selector too',
    rules: ['service-selects-nothing'],
    apply(chain) {
      const { app, workload, alone } = chain;
      const pair = selectedPair(chain);
      if (pair === null || !alone || workload.ref.kind === 'Pod') return null;
      const [key, value] = pair;
      const selector = labelSelectorOf(workload);
      if ((selector?.matchExpressions ?? []).length > 0) return null;
      const isPlain =
        workload.ref.kind === 'DeploymentConfig' || workload.ref.kind === 'ReplicationController';
      const own = selector?.matchLabels?.[key];
      const at = isPlain ? selectorAt(key) : pointer('spec', 'selector', 'matchLabels', key);
      const label = join(templateAt(workload), 'metadata', 'labels', key);
      const relabelled = edited(app, workload.ref, [label, slip(value)]);
      return error(own === undefined ? relabelled : edited(relabelled, workload.ref, [at, slip(value)]));
    },
  },
  {
    name: 'named targetPort misspelt',
    rules: noTarget,
    apply(chain) {
      const name = namedTarget(chain);
      return name === null
        ? null
        : error(edited(chain.app, chain.service.ref, [targetAt(chain), slip(name)]));
    },
  },
  {
    name: 'container port renamed',
    rules: noTarget,
    apply(chain) {
      const name = namedTarget(chain);
      const at = declaredAt(chain);
      if (name === null || at === null || !chain.alone || !isOnlyOfItsName(chain)) return null;
      return error(edited(chain.app, chain.workload.ref, [join(at, 'name'), slip(name)]));
    },
  },
  {
    name: 'container port of another protocol',
    rules: noTarget,
    apply(chain) {
      const at = declaredAt(chain);
      if (namedTarget(chain) === null || at === null || !chain.alone || !isOnlyOfItsName(chain)) return null;
      return error(edited(chain.app, chain.workload.ref, [join(at, 'protocol'), 'UDP']));
    },
  },
  {
    name: 'targetPort in quotes',
    rules: ['service-target-port-missing', 'invalid-object'],
    apply(chain) {
      const target = targetOf(chain.port.port);
      if (typeof target !== 'number') return null;
      return error(edited(chain.app, chain.service.ref, [targetAt(chain), String(target)]));
    },
  },
  {
    name: 'workload moved to another namespace',
    rules: ['service-selects-nothing'],
    apply({ app, service, workload, alone }) {
      const moved = { ...workload.ref, namespace: 'elsewhere' };
      if (!alone || service.ref.namespace === null || isThere(app, moved)) return null;
      return error(edited(app, workload.ref, ['/metadata/namespace', 'elsewhere']));
    },
  },
  {
    name: 'CronJob with the labels of the pods',
    rules: ['service-selects-too-much'],
    apply(chain) {
      const { app, workload, service, port } = chain;
      const labels = podLabelsWritten(workload);
      const isSelected = Object.entries(service.body.spec?.selector ?? {}).every(
        ([key, value]) => labels[key] === value,
      );
      if (typeof targetOf(port.port) !== 'number' || !isSelected) return null;
      const template = { metadata: { labels }, spec: { containers: [{ name: 'job', image: 'job' }] } };
      const { namespace } = workload.ref;
      const metadata = { name: 'added', ...(namespace === null ? {} : { namespace }) };
      const spec = { schedule: '0 3 * * *', jobTemplate: { spec: { template } } };
      return warning(added(app, { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec } as Json));
    },
  },
];
