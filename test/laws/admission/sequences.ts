import type { Json } from '../../../src/kube/json.ts';
import {
  deployment,
  httpRoute,
  ingress,
  networkPolicy,
  openshiftRoute,
  service,
  type WorkloadOptions,
  workload,
} from '../../support/manifests.ts';
import { sound } from './apps.ts';

/** A write and its result: `admitted`, or the rules that refuse. */
export interface Write {
  readonly write: Json;
  readonly is: string;
  /** An expected warning: `rule: why`. */
  readonly warns?: string;
  readonly patched?: boolean;
}

export type Turn = Write | { readonly remove: Json };

export interface Sequence {
  readonly name: string;
  /** The objects before the first review, as when the webhook is installed later. */
  readonly stored: readonly Json[];
  readonly turns: readonly Turn[];
}

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };

/** A Deployment without findings, not even a patch. */
const whole = (name: string, options: WorkloadOptions = {}) =>
  sound(name, { ...options, container: { ...preStop, ...options.container } });

const app = [whole('web'), service('web'), ingress('shop', ['web'])];
const unprobed = (options: WorkloadOptions = {}) =>
  deployment('web', {
    ...options,
    spec: { ...strategy, ...options.spec },
    container: { ...preStop, ...options.container },
  });
const old = [unprobed(), service('web'), ingress('shop', ['web'])];

/** In the form of OpenShift templates. */
const openshift = {
  ...(workload('DeploymentConfig', 'web', {
    container: { ...preStop, readinessProbe: { tcpSocket: { port: 'http' } } },
  }) as object),
  apiVersion: 'v1',
} as Json;

const annotated = (value: Json, annotations: Record<string, string>): Json => {
  const body = value as Record<string, Json>;
  const metadata = body.metadata as Record<string, Json>;
  return {
    ...body,
    metadata: { ...metadata, annotations: { ...(metadata.annotations as object), ...annotations } },
  };
};
export const helm = (value: Json, release = 'shop') =>
  annotated(value, { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'shop' });
export const argo = (value: Json) =>
  annotated(value, { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' });
export const flux = (value: Json): Json => {
  const body = value as Record<string, Json>;
  const metadata = body.metadata as Record<string, Json>;
  const labels = {
    ...(metadata.labels as object),
    'kustomize.toolkit.fluxcd.io/name': 'shop',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  };
  return { ...body, metadata: { ...metadata, labels } };
};
const exempt = (value: Json, rule: string, until?: string) =>
  annotated(value, {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'OPS-1742',
    ...(until === undefined ? {} : { 'ingress-policy.io/until': until }),
  });

const renamedPort = (options: WorkloadOptions = {}) =>
  whole('web', {
    ...options,
    ports: [{ name: 'web', containerPort: 8080 }],
    container: { readinessProbe: { tcpSocket: { port: 'web' } } },
  });
const renamedTarget = service('web', { ports: [{ name: 'web', port: 80, targetPort: 'web' }] });
const wrongPort = whole('web', {
  ports: [{ name: 'wbe', containerPort: 8080 }],
  container: { readinessProbe: { tcpSocket: { port: 'wbe' } } },
});
const deny = networkPolicy('deny', { policyTypes: ['Ingress'] });
const allow = networkPolicy('allow', {
  ingress: [
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] },
  ],
});
const internal = networkPolicy('allow', { ingress: [{ from: [{ podSelector: {} }] }] });
const missing = 'service-target-port-missing';

export const sequences: readonly Sequence[] = [
  {
    name: 'an image bump of what was broken before',
    stored: old,
    turns: [
      {
        write: unprobed({ container: { image: 'registry.example/shop/web:2' } }),
        is: 'admitted',
        warns: 'readiness-probe-missing: not-its-doing',
      },
    ],
  },
  {
    name: 'a sidecar in front of what was broken before',
    stored: old,
    turns: [
      {
        write: unprobed({
          pod: {
            containers: [
              {
                name: 'log',
                image: 'registry.example/tools/log:1',
                ports: [{ name: 'log', containerPort: 9000 }],
              },
              {
                name: 'web',
                image: 'registry.example/shop/web:1.4.2',
                ports: [{ name: 'http', containerPort: 8080 }],
                ...preStop,
              },
            ],
          },
        }),
        is: 'admitted',
      },
    ],
  },
  {
    name: 'another route to what was broken before',
    stored: old,
    turns: [
      { write: ingress('admin', ['web']), is: 'admitted' },
      { write: httpRoute('shop', [{ name: 'web', port: 80 }]), is: 'admitted' },
    ],
  },
  {
    name: 'a probe is taken away',
    stored: app,
    turns: [{ write: unprobed(), is: 'readiness-probe-missing' }],
  },
  {
    name: 'a probe is taken away, and an exemption says why',
    stored: app,
    turns: [
      { write: exempt(unprobed(), 'readiness-probe-missing'), is: 'admitted' },
      // The end of an exemption is not a new fault.
      { write: exempt(unprobed(), 'readiness-probe-missing', '2020-01-31'), is: 'admitted' },
    ],
  },
  {
    name: 'an exemption that has ended excuses nothing new',
    stored: app,
    turns: [
      { write: exempt(unprobed(), 'readiness-probe-missing', '2020-01-31'), is: 'readiness-probe-missing' },
    ],
  },
  {
    name: 'one request takes the exemption away and brings the fault',
    stored: [exempt(whole('web'), 'readiness-probe-missing'), service('web'), ingress('shop', ['web'])],
    turns: [{ write: unprobed(), is: 'admitted' }],
  },
  {
    name: 'one side: a Service names a port that nobody has',
    stored: app,
    turns: [{ write: renamedTarget, is: missing }],
  },
  {
    name: 'one side: a workload renames its port',
    stored: app,
    turns: [{ write: renamedPort(), is: missing }],
  },
  {
    name: 'both sides in one release of Helm',
    stored: app.map(value => helm(value)),
    turns: [
      { write: helm(renamedTarget), is: 'admitted', warns: `${missing}: first-half` },
      { write: helm(renamedPort()), is: 'admitted' },
    ],
  },
  {
    name: 'both sides in one release of Argo CD',
    stored: app.map(argo),
    turns: [
      { write: argo(renamedTarget), is: 'admitted', warns: `${missing}: first-half` },
      { write: argo(renamedPort()), is: 'admitted' },
    ],
  },
  {
    name: 'both sides in one release of Flux',
    stored: app.map(flux),
    turns: [
      { write: flux(renamedTarget), is: 'admitted', warns: `${missing}: first-half` },
      { write: flux(renamedPort()), is: 'admitted' },
    ],
  },
  {
    name: 'both sides of two releases',
    stored: [helm(whole('web'), 'web'), helm(service('web'), 'shop'), ingress('shop', ['web'])],
    turns: [
      { write: helm(renamedTarget, 'shop'), is: missing },
      { write: helm(renamedPort(), 'web'), is: missing },
    ],
  },
  {
    name: 'both sides by hand',
    stored: app,
    turns: [
      { write: renamedTarget, is: missing },
      { write: renamedPort(), is: missing },
    ],
  },
  {
    name: 'a second half that is wrong',
    stored: app.map(value => helm(value)),
    turns: [
      { write: helm(renamedTarget), is: 'admitted', warns: `${missing}: first-half` },
      { write: helm(wrongPort), is: missing },
      // A half without its other half refuses no other write.
      { write: helm(whole('web', { container: { image: 'registry.example/shop/web:2' } })), is: 'admitted' },
      { write: helm(ingress('shop', ['web'], { metadata: { labels: { team: 'shop' } } })), is: 'admitted' },
      { write: helm(renamedPort()), is: 'admitted' },
    ],
  },
  {
    name: 'the side that Helm writes last is no first half',
    stored: app.map(value => helm(value)),
    turns: [{ write: helm(renamedPort()), is: missing }],
  },
  {
    name: 'without downtime: by number, then rename, then by name',
    stored: app,
    turns: [
      { write: service('web', { ports: [{ name: 'web', port: 80, targetPort: 8080 }] }), is: 'admitted' },
      { write: renamedPort(), is: 'admitted' },
      { write: renamedTarget, is: 'admitted' },
    ],
  },
  {
    name: 'labels by app.kubernetes.io/name in one release',
    stored: app.map(value => helm(value)),
    turns: [
      {
        write: helm(service('web', { selector: { 'app.kubernetes.io/name': 'web' } })),
        is: 'admitted',
        warns: 'service-selects-nothing: first-half',
      },
      {
        write: helm(
          whole('web', {
            labels: { app: 'web', 'app.kubernetes.io/name': 'web' },
            spec: { selector: { matchLabels: { app: 'web' } } },
          }),
        ),
        is: 'admitted',
      },
    ],
  },
  {
    name: 'a selector that cuts a whole chain',
    stored: app,
    turns: [{ write: service('web', { selector: { app: 'other' } }), is: 'service-selects-nothing' }],
  },
  {
    name: 'a renumbered Service port cuts its route',
    stored: app,
    turns: [
      {
        write: service('web', { ports: [{ name: 'web', port: 8080, targetPort: 'http' }] }),
        is: 'backend-port-missing',
      },
      // The way without downtime.
      {
        write: service('web', {
          ports: [
            { name: 'web', port: 80, targetPort: 'http' },
            { name: 'new', port: 8080, targetPort: 'http' },
          ],
        }),
        is: 'admitted',
      },
      { write: ingress('shop', ['web:8080']), is: 'admitted' },
      { write: service('web', { ports: [{ name: 'new', port: 8080, targetPort: 'http' }] }), is: 'admitted' },
    ],
  },
  {
    name: 'a rollback',
    stored: old,
    turns: [
      { write: whole('web'), is: 'admitted' },
      { write: unprobed(), is: 'admitted', warns: 'readiness-probe-missing: rollback' },
    ],
  },
  {
    name: 'a rollback to a template without preStop is not patched',
    stored: [sound('web'), service('web'), ingress('shop', ['web'])],
    turns: [
      {
        write: sound('web', { container: { image: 'registry.example/shop/web:2' } }),
        is: 'admitted',
        patched: true,
      },
      { write: sound('web'), is: 'admitted', patched: false },
    ],
  },
  {
    name: 'a rollback excuses no fault outside of the template',
    stored: [
      unprobed({ spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } } }),
      service('web'),
      ingress('shop', ['web']),
    ],
    turns: [
      { write: whole('web', { spec: { replicas: 1 } }), is: 'admitted' },
      {
        write: unprobed({
          spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
        }),
        is: 'rollout-drops-capacity',
      },
    ],
  },
  {
    name: 'the copies that a DeploymentConfig keeps are judged in it alone',
    stored: [openshift, service('web')],
    turns: [
      { write: openshiftRoute('shop', 'web', 'web'), is: 'admitted' },
      { write: ingress('shop', ['web:81']), is: 'backend-port-missing' },
    ],
  },
  {
    name: 'to zero and back',
    stored: app,
    turns: [
      { write: whole('web', { spec: { replicas: 0 } }), is: 'admitted' },
      { write: whole('web', { spec: { replicas: 2 } }), is: 'admitted' },
    ],
  },
  {
    name: 'replicas 3, 1, 3 under a strategy that takes one pod',
    stored: [
      whole('web', {
        spec: { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } },
      }),
      service('web'),
      ingress('shop', ['web']),
    ],
    turns: [1, 3].map(replicas => ({
      write: whole('web', {
        spec: { replicas, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } },
      }),
      is: 'admitted',
    })),
  },
  {
    name: 'deleted and recreated',
    stored: app,
    turns: [
      { remove: whole('web') },
      { write: whole('web'), is: 'admitted' },
      { remove: service('web') },
      { write: service('web'), is: 'admitted' },
      { remove: ingress('shop', ['web']) },
      { write: ingress('shop', ['web']), is: 'admitted' },
    ],
  },
  {
    name: 'what is recreated is judged as new',
    stored: old,
    turns: [{ remove: unprobed() }, { write: unprobed(), is: 'readiness-probe-missing' }],
  },
  {
    name: 'a backend is mended, and uncovers a missing probe',
    stored: [unprobed(), service('web'), ingress('shop', ['wbe'])],
    turns: [{ write: ingress('shop', ['web']), is: 'admitted', warns: 'readiness-probe-missing: mending' }],
  },
  {
    name: 'a backend is mended with another fault',
    stored: [whole('web'), service('web'), ingress('shop', ['wbe'])],
    turns: [{ write: ingress('shop', ['web:81']), is: 'backend-port-missing' }],
  },
  {
    name: 'a policy over a routed pod',
    stored: app,
    turns: [
      { write: deny, is: 'network-policy-blocks-ingress' },
      { write: allow, is: 'admitted' },
      { write: deny, is: 'admitted' },
      { write: internal, is: 'network-policy-blocks-ingress' },
    ],
  },
  {
    name: 'policies of one release, the deny first',
    stored: app.map(value => helm(value)),
    turns: [
      { write: helm(deny), is: 'admitted', warns: 'network-policy-blocks-ingress: first-half' },
      { write: helm(allow), is: 'admitted' },
    ],
  },
  {
    name: 'a route of Helm into policies that admit nobody',
    stored: [whole('web'), service('web'), deny],
    turns: [
      { write: ingress('shop', ['web']), is: 'admitted', warns: 'network-policy-blocks-ingress: open' },
      { write: helm(ingress('front', ['web'])), is: 'admitted' },
    ],
  },
  {
    name: 'the first route of Helm into policies that admit nobody',
    stored: [whole('web'), service('web'), deny],
    turns: [{ write: helm(ingress('shop', ['web'])), is: 'network-policy-blocks-ingress' }],
  },
  {
    name: 'apply again',
    stored: [],
    turns: [
      { write: service('web'), is: 'admitted' },
      { write: sound('web'), is: 'admitted', patched: true },
      { write: ingress('shop', ['web']), is: 'admitted' },
      // Server-side apply sends the template without the earlier patch.
      { write: sound('web'), is: 'admitted', patched: true },
      { write: sound('web'), is: 'admitted', patched: true },
    ],
  },
];
