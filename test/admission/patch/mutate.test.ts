import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { describe, expect, test } from 'vitest';
import type { ConfigInput } from '../../../src/config/config.ts';
import type { Json } from '../../../src/kube/json.ts';
import { sound } from '../../laws/admission/apps.ts';
import { createCluster, type Step } from '../../laws/admission/cluster.ts';
import { argo } from '../../laws/admission/sequences.ts';
import { cases } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import { deployment, ingress, service, type WorkloadOptions, workload } from '../../support/manifests.ts';

const routed = [service('web'), ingress('shop', ['web'])];

async function apply(value: Json, stored: readonly Json[] = routed, config: ConfigInput = {}): Promise<Step> {
  return createCluster({ stored: stored.map(object), policy: config }).write(object(value));
}

const paths = ({ patched }: Step) => patched.map(({ path }) => path);
const container = '/spec/template/spec/containers/0';
const grace = '/spec/template/spec/terminationGracePeriodSeconds';

test('a container behind a route gets a preStop sleep, and the grace period is long enough as it is', async () => {
  const { patched } = await apply(sound('web'));
  expect(patched).toEqual([
    { op: 'add', path: `${container}/lifecycle`, value: { preStop: { sleep: { seconds: 10 } } } },
  ]);
});

test('before Service and route are there a container that declares a port is patched', async () => {
  expect(paths(await apply(sound('web'), []))).toEqual([`${container}/lifecycle`]);
});

const left: readonly (readonly [string, Json])[] = [
  ['a worker without ports', deployment('worker', { ports: [] })],
  ['a Job', workload('Job', 'once', { pod: { restartPolicy: 'Never' } })],
  ['a Recreate, which a preStop makes longer', sound('web', { spec: { strategy: { type: 'Recreate' } } })],
  [
    'one that sleeps already',
    sound('web', { container: { lifecycle: { preStop: { sleep: { seconds: 15 } } } } }),
  ],
  [
    'one with a hook of its own',
    sound('web', { container: { lifecycle: { preStop: { exec: { command: ['/drain'] } } } } }),
  ],
];

test.for(left)('%s is left as it is', async ([, value]) => {
  expect(paths(await apply(value))).toEqual([]);
});

describe('what the author wrote', () => {
  const short = (options: WorkloadOptions = {}) =>
    sound('web', { ...options, pod: { terminationGracePeriodSeconds: 8 } });

  test('stays, and the object is refused with the change', async () => {
    const { patched, verdict } = await apply(short());
    expect(patched).toEqual([]);
    expect(verdict.refused.map(({ rule }) => rule)).toEqual(['pre-stop-missing']);
    expect(verdict.refused[0]?.fix?.operations.map(({ path }) => path)).toEqual([
      `${container}/lifecycle`,
      grace,
    ]);
  });

  test('where no route leads it is said and not refused', async () => {
    const { verdict } = await apply(short(), [service('web')]);
    expect(verdict.refused).toEqual([]);
    expect(verdict.warned.map(({ finding }) => finding.rule)).toContain('pre-stop-missing');
  });

  test('is replaced where the policy says so', async () => {
    const config: ConfigInput = { rules: { 'pre-stop-missing': { patch: 'replace' } } };
    const { patched, verdict } = await apply(short(), routed, config);
    expect(patched).toEqual([
      { op: 'add', path: `${container}/lifecycle`, value: { preStop: { sleep: { seconds: 10 } } } },
      { op: 'replace', path: grace, value: 25 },
    ]);
    expect(verdict.refused).toEqual([]);
  });

  test('is never replaced in an object of Argo CD', async () => {
    const config: ConfigInput = { rules: { 'pre-stop-missing': { patch: 'replace' } } };
    const { patched, refusedBy } = await apply(argo(short()), routed, config);
    expect([patched, refusedBy]).toEqual([[], ['pre-stop-missing']]);
  });

  test('a strategy is refused, and replaced only where the policy says so', async () => {
    const strategy = { strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } };
    const value = sound('web', { spec: strategy });
    expect((await apply(value)).refusedBy).toEqual(['rollout-drops-capacity']);
    const config: ConfigInput = { rules: { 'rollout-drops-capacity': { patch: 'replace' } } };
    const step = await apply(value, routed, config);
    expect(step.refusedBy).toEqual([]);
    expect(paths(step).some(path => path.startsWith('/spec/strategy'))).toBe(true);
  });

  test('is not what the API server filled in', async () => {
    // A load balancer that sends to pod addresses needs 30 s, and with them 45.
    const config: ConfigInput = { rules: { 'pre-stop-missing': { params: { seconds: 30 } } } };
    const defaulted = sound('web', { pod: { terminationGracePeriodSeconds: 30 } });
    expect((await apply(defaulted, routed, config)).patched.at(-1)).toEqual({
      op: 'replace',
      path: grace,
      value: 45,
    });
    const applied = JSON.stringify(defaulted);
    const written = sound('web', {
      pod: { terminationGracePeriodSeconds: 30 },
      metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied } },
    });
    expect((await apply(written, routed, config)).refusedBy).toEqual(['pre-stop-missing']);
  });
});

describe('an update', () => {
  test('that leaves the template alone starts no rollout', async () => {
    const stored = [sound('web'), ...routed];
    const scaled = sound('web', { spec: { replicas: 5 }, metadata: { labels: { team: 'shop' } } });
    expect(paths(await apply(scaled, stored))).toEqual([]);
  });

  test('that changes the template mends an old workload with it', async () => {
    const stored = [sound('web'), ...routed];
    const bumped = sound('web', { container: { image: 'registry.example/shop/web:2' } });
    expect(paths(await apply(bumped, stored))).toEqual([`${container}/lifecycle`]);
  });
});

test('what a patch set before and the request would drop is set again, and no rollout begins for a better number', async () => {
  const config: ConfigInput = { rules: { 'pre-stop-missing': { params: { seconds: 20 } } } };
  const sleeping = sound('web', { container: { lifecycle: { preStop: { sleep: { seconds: 12 } } } } });
  const seconds = ({ patched }: Step) =>
    JSON.stringify(patched.map(one => ('value' in one ? one.value : null)));
  // Server-side apply drops fields that the manifest no longer has.
  expect(seconds(await apply(sound('web'), [sleeping, ...routed], config))).toContain('"seconds":12');
  const bumped = sound('web', { container: { image: 'registry.example/shop/web:2' } });
  expect(seconds(await apply(bumped, [sleeping, ...routed], config))).toContain('"seconds":20');
});

test('below Kubernetes 1.30 there is no sleep, and a program that the image may lack is not called', async () => {
  const config: ConfigInput = { settings: { controllers: [], kubeVersion: 29 } };
  const { patched, refusedBy } = await apply(sound('web'), routed, config);
  expect([patched, refusedBy]).toEqual([[], []]);
});

test('what is exempt is not patched', async () => {
  const annotations = {
    'ingress-policy.io/exempt': 'pre-stop-missing',
    'ingress-policy.io/reason': 'ends its connections itself',
  };
  expect(paths(await apply(sound('web', { metadata: { annotations } })))).toEqual([]);
});

test('nothing is patched for an exempt user, in warn mode, or where a label closes the door', async () => {
  const exempt = { users: ['kubernetes-admin'], groups: [] };
  const base = { mode: 'enforce', updates: 'lenient', exempt: { users: [], groups: [] } } as const;
  expect(paths(await apply(sound('web'), routed, { admission: { ...base, exempt } }))).toEqual([]);
  expect(paths(await apply(sound('web'), routed, { admission: { ...base, mode: 'warn' } }))).toEqual([]);
  const labels = { 'ingress-policy.io/enforce': 'off' };
  const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
  expect(paths(await apply(sound('web'), [shop, ...routed]))).toEqual([]);
});

const value = (more: fc.Arbitrary<Json>) => fc.option(more, { nil: undefined });
const template = fc.record({
  grace: value(fc.constantFrom(0, 1, 5, 10, 20, 25, 30, 45, 60)),
  preStop: value(
    fc.constantFrom<Json>(
      { sleep: { seconds: 3 } },
      { exec: { command: ['sleep', '20'] } },
      { sleep: { seconds: 40 } },
    ),
  ),
  sidecar: fc.boolean(),
  unavailable: fc.constantFrom<Json>(0, 1, '25%', '100%'),
  replace: fc.boolean(),
});

test('law (e): patches apply as RFC 6902, and what they made is patched no more', async () => {
  await fc.assert(
    fc.asyncProperty(template, async ({ grace, preStop, sidecar, unavailable, replace }) => {
      const web = {
        name: 'web',
        image: 'registry.example/shop/web:1',
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { tcpSocket: { port: 'http' } },
        ...(preStop === undefined ? {} : { lifecycle: { preStop } }),
      };
      const other = {
        name: 'log',
        image: 'registry.example/tools/log:1',
        ports: [{ name: 'log', containerPort: 9000 }],
      };
      const given = object(
        sound('web', {
          spec: { strategy: { rollingUpdate: { maxUnavailable: unavailable, maxSurge: 1 } } },
          pod: {
            containers: sidecar ? [other, web] : [web],
            ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
          },
        }),
      );
      const rules = ['pre-stop-missing', 'grace-period-too-short', 'rollout-drops-capacity'];
      const config: ConfigInput = replace
        ? { rules: Object.fromEntries(rules.map(id => [id, { patch: 'replace' as const }])) }
        : {};
      const cluster = createCluster({ stored: routed.map(object), policy: config });
      const first = await cluster.write(given);
      const { newDocument } = jsonPatch.applyPatch(
        given.body,
        [...first.patched] as jsonPatch.Operation[],
        true,
        false,
      );
      expect(newDocument).toEqual(first.obj.body);
      if (!first.verdict.allowed) return;
      // The same manifest again, as it is written and as it is stored: the same object, and so no new generation.
      const again = await cluster.write(given);
      expect(again.obj.body).toMatchObject({ spec: (first.obj.body as { spec: object }).spec });
      const stored = cluster.stored(given.ref);
      expect((await cluster.write(stored ?? given)).patched).toEqual([]);
    }),
    cases({ sample: 100, full: 300 }),
  );
});
