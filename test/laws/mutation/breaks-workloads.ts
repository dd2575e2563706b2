import { isKeptFromSurging } from '../../../policies/rollout-drops-capacity/surge.ts';
import { isInjected } from '../../../src/graph/chain/port-doubt.ts';
import { replicasOf } from '../../../src/graph/chain/replicas.ts';
import { controllersOf } from '../../../src/graph/network/controllers.ts';
import type { Json } from '../../../src/kube/json.ts';
import { join, type Pointer, pointer } from '../../../src/kube/pointer.ts';
import { askedBy } from '../../../src/kube/probe.ts';
import { scaled } from '../../../src/kube/rollout.ts';
import { preStopDelay } from '../../../src/kube/termination.ts';
import { isParametric } from '../../../src/kube/text.ts';
import { labelSelectorOf, podSpecAt, podSpecOf, templateAt } from '../../../src/kube/workload.ts';
import { added, edited } from './app.ts';
import { selectedPair } from './breaks-services.ts';
import type { SoundChain } from './chains.ts';
import { type Break, type Broken, error, slip, warning } from './mutation.ts';

function ownerAt({ workload, owner }: SoundChain, ...fields: readonly string[]): Pointer | null {
  return owner === null ? null : join(podSpecAt(workload), owner.list, owner.index, ...fields);
}

const graceAt = ({ workload }: SoundChain) => join(podSpecAt(workload), 'terminationGracePeriodSeconds');

/** The rule of rollouts only warns where the replicas are not written, or an old pod keeps the new one from starting. */
function lossy(chain: SoundChain, strategy: Json, replicas: number | null): Broken | null {
  const { app, workload, query, alone } = chain;
  if (workload.ref.kind !== 'Deployment' || !alone) return null;
  const now = replicasOf(workload, query);
  if (now.max === 0 || (replicas !== null && now.by === 'autoscaler')) return null;
  const after = edited(
    app,
    workload.ref,
    ['/spec/strategy', strategy],
    ...(replicas === null ? [] : ([['/spec/replicas', replicas]] as const)),
  );
  const isSure = (replicas !== null || now.by !== 'defaulted') && !isKeptFromSurging(workload, query);
  return isSure ? error(after) : warning(after);
}

export const breaksOfWorkloads: readonly Break[] = [
  {
    name: 'readinessProbe removed',
    rules: ['readiness-probe-missing'],
    apply(chain) {
      const { app, workload, owner, service } = chain;
      const at = ownerAt(chain, 'readinessProbe');
      if (at === null || owner?.container.readinessProbe == null) return null;
      if (service.body.spec?.publishNotReadyAddresses === true) return null;
      const after = edited(app, workload.ref, [at, undefined]);
      const softened = owner.container.startupProbe != null || podSpecOf(workload).readinessGates != null;
      return softened ? warning(after) : error(after);
    },
  },
  {
    name: 'process on the loopback address',
    rules: ['listens-on-loopback'],
    apply(chain) {
      const { app, workload, owner, resolved, query } = chain;
      const at = ownerAt(chain, 'args');
      if (at === null || isInjected(workload, query)) return null;
      if (/host|bind|listen|addr|"-[a-z]*c"/i.test(JSON.stringify(owner?.container.command ?? '')))
        return null;
      return warning(edited(app, workload.ref, [at, [`--listen=127.0.0.1:${resolved.number}`]]));
    },
  },
  {
    name: 'server that closes idle connections before the proxy',
    rules: ['keep-alive-race'],
    apply(chain) {
      const { app, workload, query, route } = chain;
      const [command, args] = [ownerAt(chain, 'command'), ownerAt(chain, 'args')];
      const idle = controllersOf(route, query).map(({ dialect }) => dialect.upstreamIdleSeconds(route));
      if (command === null || args === null || isInjected(workload, query)) return null;
      if (idle.length === 0 || idle.some(seconds => seconds === null)) return null;
      const server = ['uvicorn', 'app:app', '--timeout-keep-alive=1'];
      return warning(edited(app, workload.ref, [command, server], [args, undefined]));
    },
  },
  {
    name: 'livenessProbe that gives up first',
    rules: ['liveness-probe-kills'],
    apply(chain) {
      const probe = chain.owner?.container.readinessProbe;
      const at = ownerAt(chain, 'livenessProbe');
      if (at === null || probe == null || askedBy(probe, {}) === null) return null;
      if ((probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3) < 2) return null;
      const sooner = { ...probe, successThreshold: 1, periodSeconds: 1, failureThreshold: 1 };
      return warning(edited(chain.app, chain.workload.ref, [at, sooner as Json]));
    },
  },
  {
    name: 'PodDisruptionBudget that lets no pod go',
    rules: ['disruption-unguarded'],
    apply({ app, workload, query }) {
      const { kind, namespace } = workload.ref;
      const replicas = replicasOf(workload, query);
      const isGuarded = app.some(({ ref }) => ref.kind === 'PodDisruptionBudget');
      if (isGuarded || kind === 'DaemonSet' || kind === 'Pod') return null;
      if (replicas.by === 'unknown' || replicas.max < 2) return null;
      const metadata = { name: 'added', ...(namespace === null ? {} : { namespace }) };
      const spec = { selector: {}, maxUnavailable: 0 };
      return warning(added(app, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec }));
    },
  },
  {
    name: 'memory limit in thousandths of a byte',
    rules: ['memory-limit-unsafe'],
    apply(chain) {
      const { app, workload, query } = chain;
      const at = ownerAt(chain, 'resources');
      if (at === null || replicasOf(workload, query).max === 0) return null;
      return warning(edited(app, workload.ref, [at, { limits: { memory: '512m' } }]));
    },
  },
  {
    name: 'readinessProbe of a port name that is not there',
    rules: ['readiness-probe-broken'],
    apply(chain) {
      const probe = chain.owner?.container.readinessProbe;
      const handler = probe?.httpGet != null ? 'httpGet' : probe?.tcpSocket != null ? 'tcpSocket' : null;
      const at = handler === null ? null : ownerAt(chain, 'readinessProbe', handler, 'port');
      return at === null ? null : error(edited(chain.app, chain.workload.ref, [at, 'nobody']));
    },
  },
  {
    name: 'maxSurge 0',
    rules: ['rollout-drops-capacity'],
    apply: chain =>
      lossy(chain, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }, null),
  },
  {
    name: 'strategy Recreate',
    rules: ['rollout-drops-capacity'],
    apply: chain => lossy(chain, { type: 'Recreate' }, null),
  },
  {
    name: 'one replica that may be unavailable',
    rules: ['rollout-drops-capacity'],
    apply: chain => lossy(chain, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }, 1),
  },
  {
    // With traffic routing the stable pods stay, and these fields have no effect.
    name: 'canary of an Argo Rollout without surge',
    rules: ['rollout-drops-capacity'],
    apply({ app, workload, query, alone }) {
      const canary = workload.ref.kind === 'Rollout' ? workload.body.spec?.strategy?.canary : null;
      if (
        canary == null ||
        canary.trafficRouting != null ||
        !alone ||
        scaled(canary.maxSurge ?? '25%', 4, 'up') === 0
      )
        return null;
      const at = pointer('spec', 'strategy', 'canary');
      const after = edited(app, workload.ref, [join(at, 'maxSurge'), 0], [join(at, 'maxUnavailable'), 1]);
      const isSure = replicasOf(workload, query).by !== 'defaulted' && !isKeptFromSurging(workload, query);
      return isSure ? error(after) : warning(after);
    },
  },
  {
    name: 'preStop removed',
    rules: ['pre-stop-missing'],
    apply(chain) {
      const at = ownerAt(chain, 'lifecycle', 'preStop');
      if (at === null || chain.owner?.container.lifecycle?.preStop == null) return null;
      return warning(edited(chain.app, chain.workload.ref, [at, undefined]));
    },
  },
  {
    name: 'preStop that ends at once',
    rules: ['pre-stop-missing'],
    apply(chain) {
      const at = ownerAt(chain, 'lifecycle', 'preStop');
      const delay = chain.owner === null ? null : preStopDelay(chain.owner.container);
      if (at === null || delay?.is !== 'seconds') return null;
      return warning(edited(chain.app, chain.workload.ref, [at, { exec: { command: ['/bin/true'] } }]));
    },
  },
  {
    name: 'preStop as long as the grace period',
    rules: ['grace-period-too-short'],
    apply(chain) {
      const at = ownerAt(chain, 'lifecycle', 'preStop');
      if (at === null || podSpecOf(chain.workload).terminationGracePeriodSeconds === 0) return null;
      const after = edited(
        chain.app,
        chain.workload.ref,
        [at, { sleep: { seconds: 40 } }],
        [graceAt(chain), 40],
      );
      return warning(after);
    },
  },
  {
    name: 'grace period 0',
    rules: ['grace-period-too-short'],
    apply: chain => error(edited(chain.app, chain.workload.ref, [graceAt(chain), 0])),
  },
  {
    name: "spec.selector that misses the workload's own template",
    rules: ['pod-selector-mismatch'],
    apply({ app, workload }) {
      if (!/^(Deployment|StatefulSet|DaemonSet|Rollout)$/.test(workload.ref.kind)) return null;
      const [pair] = Object.entries(labelSelectorOf(workload)?.matchLabels ?? {});
      const [key, value] = pair ?? ['', ''];
      if (!value || isParametric(value)) return null;
      return error(edited(app, workload.ref, [pointer('spec', 'selector', 'matchLabels', key), slip(value)]));
    },
  },
  {
    // The Service then misses the pods, too, and only that fault is on the route.
    name: 'pod template label changed, its own selector not',
    rules: ['pod-selector-mismatch', 'service-selects-nothing'],
    apply(chain) {
      const { app, workload } = chain;
      const pair = selectedPair(chain);
      const own = pair === null ? null : labelSelectorOf(workload)?.matchLabels?.[pair[0]];
      if (pair === null || own == null || workload.ref.kind === 'DaemonSet') return null;
      const label = join(templateAt(workload), 'metadata', 'labels', pair[0]);
      return error(edited(app, workload.ref, [label, slip(pair[1])]));
    },
  },
  {
    name: 'label value that is a number',
    rules: ['invalid-object'],
    apply: ({ app, workload }) =>
      error(edited(app, workload.ref, [join(templateAt(workload), 'metadata', 'labels', 'build'), 12])),
  },
];
