import fs from 'node:fs';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../model/apps.ts';
import { deployment, ingress, service, workload } from '../support/manifests.ts';
import { serviceCertificate } from './credentials.ts';
import { deploySuite, type Empty } from './deploy-suite.ts';
import { checked } from './kubectl.ts';
import { placed, refusedBy } from './place.ts';
import { type Pod, startPod } from './pod.ts';
import { configurations } from './registration.ts';
import { install, release, releaseNamespace, rendered, reviews, route, type Values } from './release.ts';
import { inVain, onSecrets, requestsOf, writesOf } from './rights.ts';

/** Nothing passes unseen: what nobody answers is refused. */
const certificate = await serviceCertificate(releaseNamespace, release);
const values: Values = {
  policy: { mode: 'enforce' },
  webhook: { failurePolicy: 'Fail' },
  certificates: {
    secretName: 'given',
    caBundle: Buffer.from(certificate.cert).toString('base64'),
    certManager: { enabled: false },
  },
};

/** With every right, as somebody else. */
const as = (user: string, ...groups: readonly string[]) => [
  `--as=${user}`,
  ...[...groups, 'system:masters'].map(group => `--as-group=${group}`),
];

deploySuite('the webhook of the chart, with a given certificate', {}, cluster => {
  let pod: Pod;
  beforeAll(async () => {
    const { plane, admin, helm } = cluster();
    await checked(
      admin(['create', '-f', '-'], {
        input: [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            type: 'kubernetes.io/tls',
            metadata: { name: 'given', namespace: releaseNamespace },
            stringData: { 'tls.crt': certificate.cert, 'tls.key': certificate.key },
          },
        ],
      }),
    );
    await install(helm, values);
    pod = await startPod(plane, admin, releaseNamespace, release);
    await route(admin, pod);
  });
  afterAll(() => pod?.stop());

  let count = 0;
  async function namespace(): Promise<string> {
    count += 1;
    const name = `shop-${count}`;
    await checked(cluster().admin(['create', 'namespace', name]));
    return name;
  }
  const write = (
    verb: readonly string[],
    objects: readonly Json[],
    ns: string,
    flags: readonly string[] = [],
  ) =>
    cluster().admin([...verb, ...flags, '-f', '-'], { input: objects.map(one => placed(one, { shop: ns })) });

  test('it is registered as the suites of this folder register it', async () => {
    const shipped = loadAll(await rendered(cluster().helm, values)) as readonly Configuration[];
    const ours = configurations({
      url: '',
      cert: '',
      failurePolicy: 'Fail',
    }) as unknown as readonly Configuration[];
    for (const one of ours) {
      const other = shipped.find(({ kind }) => kind === one.kind);
      expect(other?.webhooks.map(comparable)).toEqual(one.webhooks.map(comparable));
    }
  });

  test('a route to a Service port that is not there is refused', async () => {
    const ns = await namespace();
    await checked(write(['apply'], [sound('web'), service('web')], ns));
    const broken = ingress('shop', ['web:81']);
    const { code, stderr } = await write(['apply'], [broken], ns);
    expect(code).toBe(1);
    expect(refusedBy(stderr)).toEqual(['backend-port-missing']);
  });

  test('an update that takes a whole chain apart is refused', async () => {
    const ns = await namespace();
    await checked(write(['apply'], [sound('web'), service('web'), ingress('shop', ['web'])], ns));
    const { stderr } = await write(['apply'], [service('web', { selector: { app: 'other' } })], ns);
    expect(refusedBy(stderr)).toEqual(['service-selects-nothing']);
  });

  test('an update that leaves a routed StatefulSet without its probe is refused', async () => {
    const ns = await namespace();
    const named = { spec: { serviceName: 'web' } };
    const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
    const stored = workload('StatefulSet', 'web', { ...named, container: probe });
    await checked(write(['apply'], [stored, service('web'), ingress('shop', ['web'])], ns));
    const { stderr } = await write(['apply'], [workload('StatefulSet', 'web', named)], ns);
    expect(refusedBy(stderr)).toContain('readiness-probe-missing');
  });

  test('a Deployment is stored with the preStop hook that it lacks', async () => {
    const ns = await namespace();
    await checked(write(['apply'], [deployment('web')], ns));
    const { stdout } = await checked(
      cluster().admin([
        'get',
        'deployment',
        'web',
        '-n',
        ns,
        '-o',
        'jsonpath={.spec.template.spec.containers[0].lifecycle}',
      ]),
    );
    expect(JSON.parse(stdout)).toEqual({ preStop: { sleep: { seconds: 10 } } });
  });

  describe('of what nothing can come, nobody is asked:', () => {
    for (const { name, stored, run } of unasked)
      test(name, async () => {
        const ns = await namespace();
        if (stored.length > 0) await checked(write(['create'], stored, ns));
        const before = await reviews(pod);
        await run(ns, write, cluster());
        expect(await reviews(pod)).toEqual(before);
      });
  });

  describe('whatever may be refused is asked about:', () => {
    for (const { name, stored, run } of asked)
      test(name, async () => {
        const ns = await namespace();
        if (stored.length > 0) await checked(write(['create'], stored, ns));
        const before = await reviews(pod);
        await run(ns, write, cluster());
        const now = await reviews(pod);
        expect(now.validate).toBe(before.validate + 1);
        expect(now.mutate).toBeGreaterThan(before.mutate);
      });
  });

  test('its rights are enough for all that it watches and reads', async () => {
    const { checks } = (await (await fetch(`${pod.health}/readyz`)).json()) as Ready;
    expect(checks.cache.missing).toEqual([]);
    expect(requestsOf(cluster(), release).filter(({ code }) => code === 403)).toEqual([]);
    expect(fs.readFileSync(pod.log, 'utf8')).not.toMatch(/forbidden|"what":"failed"/i);
  });

  test('and it uses each of them: nothing is granted in vain', async () => {
    // `get` is for a verdict that names one object, and no case here needs one of each kind.
    const rights = await inVain(cluster(), release);
    expect(rights.filter(right => !right.startsWith('get '))).toEqual([]);
  });

  test('it may read, and no Secret', async () => {
    expect(await writesOf(cluster(), release)).toEqual([]);
    expect(await onSecrets(cluster(), release)).toEqual([]);
  });
});

interface Configuration {
  readonly kind: string;
  readonly webhooks: readonly Readonly<Record<string, unknown>>[];
}

/** Without the address, and where it stands aside: the release's own namespace is none of the other suites'. */
function comparable({
  clientConfig,
  namespaceSelector,
  reinvocationPolicy,
  ...rest
}: Configuration['webhooks'][0]) {
  return rest;
}

interface Ready {
  readonly checks: { readonly cache: { readonly missing: readonly unknown[] } };
}

type Write = (
  verb: readonly string[],
  objects: readonly Json[],
  ns: string,
  flags?: readonly string[],
) => ReturnType<Empty['admin']>;

interface Case {
  readonly name: string;
  /** Created before. */
  readonly stored: readonly Json[];
  run(ns: string, write: Write, cluster: Empty): Promise<unknown>;
}

const owner = (controller: boolean) => ({
  ownerReferences: [
    {
      apiVersion: 'example.com/v1',
      kind: 'App',
      name: 'shop',
      uid: 'f0a1b2c3-0000-4000-8000-000000000000',
      controller,
    },
  ],
});
const web = deployment('web');
const image = (metadata: Readonly<Record<string, Json>> = {}) =>
  deployment('web', { metadata, container: { image: 'registry.example/shop/web:9' } });
const replaced =
  (object: Json, ...flags: readonly string[]) =>
  (ns: string, write: Write) =>
    checked(write(['replace'], [object], ns, flags));
const ran =
  (...args: readonly string[]) =>
  (ns: string, _write: Write, { admin }: Empty) =>
    checked(admin([...args, '-n', ns]));
const patched = (patch: Json, ...flags: readonly string[]) =>
  ran('patch', 'deployment', 'web', '--type=merge', '-p', JSON.stringify(patch), ...flags);

const unasked: readonly Case[] = [
  {
    name: 'the spec of an object that a controller keeps',
    stored: [deployment('web', { metadata: owner(true) })],
    run: replaced(image(owner(true))),
  },
  {
    name: 'an object that a controller creates',
    stored: [],
    run: (ns, write) => checked(write(['create'], [deployment('web', { metadata: owner(true) })], ns)),
  },
  {
    name: 'a controller of kube-system',
    stored: [web],
    run: replaced(
      image(),
      ...as('system:serviceaccount:kube-system:deployment-controller', 'system:serviceaccounts:kube-system'),
    ),
  },
  { name: 'a node', stored: [web], run: replaced(image(), ...as('system:node:one', 'system:nodes')) },
  {
    name: 'the control plane',
    stored: [web],
    run: replaced(image(), ...as('system:kube-controller-manager')),
  },
  {
    name: 'the status, by its own door',
    stored: [web],
    run: patched({ status: { observedGeneration: 9 } }, '--subresource=status'),
  },
  { name: 'scaling', stored: [web], run: ran('scale', 'deployment', 'web', '--replicas=5') },
  {
    name: 'a finalizer',
    stored: [web],
    run: patched({ metadata: { finalizers: ['example.com/later'] } }),
  },
  {
    name: 'an object that is being deleted',
    stored: [deployment('web', { metadata: { finalizers: ['example.com/later'] } })],
    async run(ns, write, one) {
      await ran('delete', 'deployment', 'web', '--wait=false')(ns, write, one);
      await patched({ spec: { replicas: 9 } })(ns, write, one);
      await patched({ metadata: { finalizers: null } })(ns, write, one);
    },
  },
  { name: 'a deletion', stored: [web], run: ran('delete', 'deployment', 'web') },
  {
    name: 'who applies the same again',
    stored: [web],
    run: (ns, write) => checked(write(['apply', '--server-side', '--field-manager=other'], [web], ns)),
  },
  {
    name: 'a Lease',
    stored: [],
    run: (ns, write) =>
      checked(
        write(
          ['create'],
          [
            {
              apiVersion: 'coordination.k8s.io/v1',
              kind: 'Lease',
              metadata: { name: 'leader', namespace: 'shop' },
            },
          ],
          ns,
        ),
      ),
  },
  {
    name: 'the namespaces that a cluster starts with, and its own',
    stored: [],
    async run(_ns, write) {
      for (const ns of ['kube-system', 'kube-public', 'kube-node-lease', releaseNamespace]) {
        await checked(write(['create'], [deployment('stands-aside')], ns));
        await checked(write(['delete'], [deployment('stands-aside')], ns));
      }
    },
  },
];

const asked: readonly Case[] = [
  { name: 'an object that is new', stored: [], run: (ns, write) => checked(write(['create'], [web], ns)) },
  { name: 'an image', stored: [web], run: replaced(image()) },
  { name: 'a label alone', stored: [web], run: ran('label', 'deployment', 'web', 'team=shop') },
  {
    name: 'an annotation alone',
    stored: [web],
    run: ran('annotate', 'deployment', 'web', 'ingress-policy.io/exempt=pre-stop-missing'),
  },
  {
    name: 'an object that another owns and does not control',
    stored: [deployment('web', { metadata: owner(false) })],
    run: replaced(image(owner(false))),
  },
  {
    name: 'one that its controller lets go of',
    stored: [deployment('web', { metadata: owner(true) })],
    run: replaced(web),
  },
  {
    name: 'a user whose group is named nearly so',
    stored: [web],
    run: replaced(
      image(),
      ...as('system:serviceaccount:kube-system-tools:web', 'system:serviceaccounts:kube-system-tools'),
    ),
  },
  {
    name: 'a user who is named nearly so',
    stored: [web],
    run: replaced(image(), ...as('system:kube-controller-managers')),
  },
  {
    name: 'a service account of kube-system by its name alone, without the group',
    stored: [web],
    run: replaced(image(), ...as('system:serviceaccount:kube-system:web')),
  },
];
