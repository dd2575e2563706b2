import type { Json } from '../../../src/kube/json.ts';
import {
  deployment,
  ingress,
  namespace,
  networkPolicy,
  service,
  type WorkloadOptions,
} from '../../support/manifests.ts';
import type { Case } from './answer.ts';

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };

/** A Deployment with which no rule finds a fault. */
export function sound(name: string, options: WorkloadOptions = {}): Json {
  return deployment(name, {
    spec: strategy,
    ...options,
    container: { ...probe, ...preStop, ...options.container },
  });
}

/** A chain with which no rule finds a fault. */
export const whole: readonly Json[] = [sound('web'), service('web'), ingress('shop', ['web'])];

/** Without a readinessProbe. */
const unready = deployment('web', { spec: strategy, container: preStop });

const web = [sound('web'), service('web')];
const deny = networkPolicy('default-deny', { policyTypes: ['Ingress'] });
const metadata = (annotations: Readonly<Record<string, string>>) => ({ metadata: { annotations } });
const helm = metadata({ 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'shop' });
const renamed = { ports: [{ name: 'web', port: 80, targetPort: 'web' }] };
const released = [sound('web', helm), service('web', helm), ingress('shop', ['web'], helm)];
const failing = { read: async () => ({ is: 'failed', why: 'no answer in 1.8 s' }) as const };

/** A name that tries to control the terminal. */
const hostile = 'a\u001b[2J\u202eevil\nallowed: true';

const numbers = (many: number) => Array.from({ length: many }, (_, index) => index + 1);

/** Each case has a golden file. */
export const cases: Readonly<Record<string, Case>> = {
  'refused.backend-service-missing.near-miss': { cluster: web, write: ingress('shop', ['Web']) },
  'refused.backend-port-missing': { cluster: web, write: ingress('shop', ['web:8080']) },
  'refused.service-selects-nothing.cut': {
    cluster: whole,
    write: service('web', { selector: { app: 'storefront' } }),
  },
  'refused.service-selects-nothing.near-miss': {
    cluster: [sound('web'), ingress('shop', ['web'])],
    write: service('web', { selector: { app: 'Web' } }),
  },
  'refused.service-target-port-missing': {
    cluster: [sound('web'), service('web', renamed)],
    write: ingress('shop', ['web']),
  },
  'refused.readiness-probe-missing': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: unready,
  },
  'refused.rollout-drops-capacity': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { spec: { strategy: { type: 'Recreate' } } }),
  },
  'refused.pre-stop-missing.blocked': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { container: { lifecycle: {} }, pod: { terminationGracePeriodSeconds: 5 } }),
  },
  'refused.pod-selector-mismatch': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { spec: { ...strategy, selector: { matchLabels: { app: 'storefront' } } } }),
  },
  'refused.network-policy-blocks-ingress.cut': { cluster: whole, write: deny },
  'refused.several': {
    cluster: [
      service('web'),
      service('cart', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'grpc' }] }),
      ingress('shop', ['web', 'cart']),
    ],
    write: deployment('web', {
      spec: { strategy: { type: 'Recreate' } },
      metadata: { annotations: { 'ingress-policy.io/exempt': 'pre-stop-missing' } },
    }),
  },
  'refused.hostile': {
    cluster: [sound('web', { labels: { app: hostile } }), ingress('shop', ['web'])],
    write: service('web', {
      selector: { app: `${hostile}!` },
      metadata: {
        annotations: { 'ingress-policy.io/exempt': hostile, 'ingress-policy.io/until': hostile },
      },
    }),
  },
  'refused.thousand-routes': {
    cluster: [...web, ...numbers(1000).map(index => ingress(`shop-${index}`, ['web']))],
    write: deny,
  },
  'refused.thousand-findings': {
    cluster: web,
    write: ingress(
      'shop',
      numbers(1000).map(index => `web:${8000 + index}`),
    ),
  },
  'refused.expired-exemption': {
    cluster: web,
    write: ingress('shop', ['web:8080'], {
      annotations: {
        'ingress-policy.io/exempt': 'backend-port-missing',
        'ingress-policy.io/reason': 'until the port is renamed',
        'ingress-policy.io/until': '2026-10-31',
      },
    }),
  },
  'patched.pre-stop-missing': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { container: { lifecycle: {} } }),
  },
  'warned.mode': {
    cluster: web,
    write: ingress('shop', ['web:8080']),
    admission: { mode: 'warn' },
  },
  'warned.mode.patch': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { container: { lifecycle: {} } }),
    admission: { mode: 'warn' },
  },
  'warned.namespace-label': {
    cluster: [
      ...web,
      namespace('shop', { 'ingress-policy.io/enforce': 'off', 'ingress-policy.io/warn': 'all' }),
    ],
    write: ingress('shop', ['web:8080']),
  },
  'warned.namespace-label.strict': {
    cluster: [service('web'), namespace('shop', { 'ingress-policy.io/warn': 'strict' })],
    write: unready,
  },
  'warned.thousand-findings': {
    cluster: web,
    write: ingress(
      'shop',
      numbers(1000).map(index => `web:${8000 + index}`),
    ),
    admission: { mode: 'warn' },
  },
  'warned.rollback': {
    cluster: [unready, service('web'), ingress('shop', ['web'])],
    later: [sound('web')],
    write: unready,
  },
  'warned.exempt-user': {
    cluster: web,
    write: ingress('shop', ['web:8080']),
    user: 'system:serviceaccount:velero:velero',
    admission: { exempt: { users: ['system:serviceaccount:velero:*'], groups: [] } },
  },
  'warned.first-half.port-name': { cluster: released, write: service('web', { ...helm, ...renamed }) },
  'warned.first-half.port': {
    cluster: released,
    write: service('web', { ...helm, ports: [{ name: 'web', port: 8080, targetPort: 'http' }] }),
  },
  'warned.first-half.selector': {
    cluster: released,
    write: service('web', { ...helm, selector: { app: 'storefront' } }),
  },
  'warned.first-half.policy': {
    cluster: released,
    write: networkPolicy('default-deny', { policyTypes: ['Ingress'] }, helm),
  },
  'warned.no-port-yet': {
    cluster: [service('web'), ingress('shop', ['web'])],
    write: sound('web', { ports: [], container: { readinessProbe: { exec: { command: ['true'] } } } }),
  },
  'warned.open': { cluster: [ingress('shop', ['web'])], write: service('web') },
  'warned.mending': {
    cluster: [unready, service('web'), ingress('shop', ['wbe'])],
    write: ingress('shop', ['web']),
  },
  'warned.dry-run': { cluster: whole, write: service('web', renamed), dryRun: true },
  'warned.not-its-doing': {
    cluster: [unready, service('web'), ingress('shop', ['web'])],
    write: deployment('web', { spec: { ...strategy, replicas: 3 }, container: preStop }),
  },
  'warned.unconfirmed': { cluster: web, write: ingress('shop', ['web:8080']), live: failing },
  'warned.not-synced': { cluster: web, write: ingress('shop', ['web:8080']), isSynced: false },
  exempt: {
    cluster: web,
    write: ingress('shop', ['web:8080'], {
      annotations: {
        'ingress-policy.io/exempt': 'backend-port-missing',
        'ingress-policy.io/reason': 'until the port is renamed',
      },
    }),
  },
};
