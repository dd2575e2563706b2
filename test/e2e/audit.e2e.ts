import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { deployment, ingress, service } from '../support/manifests.ts';
import { waitFor } from './child.ts';
import { ingressPolicy } from './command.ts';
import { checked } from './kubectl.ts';
import { placed } from './place.ts';
import { type Cluster, hasControllers, settled, suite } from './suite.ts';

/** A sound application, without the additions of a cluster. */
const app = (port = 8080, image = 'registry.example/web:1'): readonly Json[] => [
  ingress('shop', ['web:80']),
  service('web', { spec: { ports: [{ port: 80, targetPort: port }] } }),
  deployment('web', {
    ports: [{ name: 'http', containerPort: port }],
    container: {
      image,
      readinessProbe: { httpGet: { path: '/', port } },
      lifecycle: { preStop: { sleep: { seconds: 10 } } },
    },
    spec: { replicas: 2, progressDeadlineSeconds: 2 },
  }),
];

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly object: { readonly kind: string; readonly name: string };
}

const lineOf = ({ rule, severity, object: { kind, name } }: Finding) => `${severity} ${rule} ${kind} ${name}`;

/** Waits until these are the findings; fails with the last ones. */
async function becomes(cluster: Cluster, ns: string, ...wanted: string[]): Promise<void> {
  let last: readonly string[] = [];
  await waitFor('those findings', async () => {
    last = await findings(cluster, ns);
    return last.join() === wanted.join();
  }).catch(error => expect(last, String(error)).toEqual(wanted));
}

async function findings(cluster: Cluster, ns: string, ...args: string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await ingressPolicy(cluster.plane.kubeconfigs.admin, [
    ...['audit', '-n', ns, '--format', 'json', ...args],
  ]);
  expect([0, 1], stderr).toContain(code);
  return (JSON.parse(stdout).findings as readonly Finding[]).map(lineOf).sort();
}

/** Waits for that number of pods in the namespace, and returns them. */
async function podsIn(
  { admin }: Cluster,
  ns: string,
  image: string,
  count: number,
): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await waitFor(`${count} pods of ${image}`, async () => {
    const { stdout } = await checked(admin(['get', 'pods', '-n', ns, '-o', 'json']));
    const { items } = JSON.parse(stdout) as { items: { metadata: { name: string }; spec: never }[] };
    names = items
      .filter(item => JSON.stringify(item.spec).includes(image))
      .map(({ metadata }) => metadata.name);
    return names.length === count;
  });
  return names;
}

/** A node, to which pods are bound as by a scheduler: a pod without a node is no endpoint. */
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } };

async function bind({ admin }: Cluster, ns: string, pod: string): Promise<void> {
  await checked(admin(['apply', '-f', '-'], { input: [node] }));
  const target = { apiVersion: 'v1', kind: 'Node', name: 'worker' };
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Binding', metadata: { name: pod }, target });
  await checked(
    admin(['create', '--raw', `/api/v1/namespaces/${ns}/pods/${pod}/binding`, '-f', '-'], { text }),
  );
}

/** Writes the pod's status, as a kubelet would. */
async function tell(
  cluster: Cluster,
  ns: string,
  pod: string,
  isReady: boolean,
  state: object,
): Promise<void> {
  await bind(cluster, ns, pod);
  const status = {
    phase: 'Running',
    podIP: '10.1.2.3',
    podIPs: [{ ip: '10.1.2.3' }],
    conditions: ['Ready', 'ContainersReady'].map(type => ({ type, status: isReady ? 'True' : 'False' })),
    containerStatuses: [
      {
        ...{ name: 'web', image: 'registry.example/web:1', imageID: '', ready: isReady },
        ...{ restartCount: isReady ? 0 : 12, state, lastState: {} },
      },
    ],
  };
  const patch = JSON.stringify({ status });
  await checked(
    cluster.admin(['patch', 'pod', pod, '-n', ns, '--subresource=status', '--type=merge', '-p', patch]),
  );
}

const running = { running: { startedAt: '2026-11-01T10:00:00Z' } };
const crashing = {
  waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' },
};

suite('audit of a cluster that runs', { policy: 'mode: audit\n' }, cluster => {
  /** Creates the application in a new namespace, with its pods, which no kubelet starts. */
  async function start(name: string, objects = app()) {
    const ns = await cluster().namespace(name);
    const here = (value: Json) => placed(value, { shop: ns });
    await checked(cluster().apply(objects.map(here)));
    return { ns, here };
  }

  test('it finds what check finds of the same objects', async () => {
    const { objects } = readManifests(['examples/shop'], nodeFs);
    const values = objects.filter(({ ref }) => ref.kind !== 'Namespace').map(({ body }) => body as Json);
    const { ns, here } = await start('as-check', values);
    const file = path.join(cluster().plane.home, 'as-check.json');
    fs.writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: values.map(here) }));
    const { stdout } = await ingressPolicy('', ['check', file, '--format', 'json']);
    const given = (JSON.parse(stdout).findings as readonly Finding[]).map(lineOf).sort();
    expect(given.length).toBeGreaterThan(4);
    const live = /endpoints-not-ready|pods-crashing|rollout-stuck|controller-unhealthy/;
    expect((await findings(cluster(), ns)).filter(line => !live.test(line))).toEqual(given);
  });

  describe.skipIf(!hasControllers)('what only a live cluster tells', () => {
    test('the ingress controller has no ready pod, until it has', async () => {
      const { ns } = await start('proxies');
      for (const pod of await podsIn(cluster(), ns, 'web:1', 2))
        await tell(cluster(), ns, pod, true, running);
      await becomes(cluster(), ns, 'warning controller-unhealthy Deployment ingress-nginx-controller');
      const home = 'ingress-nginx';
      const two = ['scale', 'deployment/ingress-nginx-controller', '-n', home, '--replicas=2'];
      await checked(cluster().admin(two));
      const proxies = await podsIn(cluster(), home, 'ingress-nginx', 2);
      for (const pod of proxies) await tell(cluster(), home, pod, true, running);
      await becomes(cluster(), ns);
    });

    test('no pod is ready: an error, until they are', async () => {
      const { ns } = await start('not-ready');
      const pods = await podsIn(cluster(), ns, 'web:1', 2);
      await becomes(cluster(), ns, 'error endpoints-not-ready Service web');
      for (const pod of pods) await tell(cluster(), ns, pod, true, running);
      await becomes(cluster(), ns);
    });

    test('pods that crash are the fault of the workload, and the one that is said', async () => {
      const { ns } = await start('crashing');
      for (const pod of await podsIn(cluster(), ns, 'web:1', 2))
        await tell(cluster(), ns, pod, false, crashing);
      await becomes(cluster(), ns, 'error pods-crashing Deployment web');
    });

    test('a rollout that is stuck, while the old pods still serve', async () => {
      const { ns, here } = await start('stuck');
      for (const pod of await podsIn(cluster(), ns, 'web:1', 2))
        await tell(cluster(), ns, pod, true, running);
      await becomes(cluster(), ns);
      await checked(cluster().apply(app(8080, 'registry.example/web:2').map(here)));
      await becomes(cluster(), ns, 'warning rollout-stuck Deployment web');
    });
  });

  test.skipIf(!hasControllers)('a route by its name is shown with its way, and where it ends', async () => {
    const { ns } = await start('one-route');
    const { admin } = cluster().plane.kubeconfigs;
    const whole = `Ingress ${ns}/shop (shop.example/) ─ Service ${ns}/web port 80 → 8080 ─✗─ Deployment ${ns}/web`;
    await waitFor('the way, which ends where no pod is ready', async () => {
      const { stdout } = await ingressPolicy(admin, ['audit', '-n', ns, 'ingress/shop']);
      return stdout.replaceAll(/\s+/g, ' ').startsWith(whole);
    });
    const none = await ingressPolicy(admin, ['audit', '-n', ns, 'shopp']);
    expect([none.code, none.stderr]).toEqual([
      2,
      `ingress-policy: no route "shopp" in namespace "${ns}": there is Ingress ${ns}/shop\n`,
    ]);
  });

  test('who may read one namespace alone is told of that one, and that the rest is not known', async () => {
    const { ns } = await start('developer', [ingress('shop', ['web:81']), ...app().slice(1)]);
    const { admin, plane } = cluster();
    await checked(admin(['create', 'serviceaccount', 'dev', '-n', ns]));
    const what = ['services', 'ingresses.networking.k8s.io', 'deployments.apps', 'pods'].join();
    await checked(admin(['create', 'role', 'dev', '-n', ns, '--verb=get,list', `--resource=${what}`]));
    const whom = ['--role=dev', `--serviceaccount=${ns}:dev`];
    await checked(admin(['create', 'rolebinding', 'dev', '-n', ns, ...whom]));
    const token = (await checked(admin(['create', 'token', 'dev', '-n', ns]))).stdout.trim();
    const config = JSON.parse(fs.readFileSync(plane.kubeconfigs.admin, 'utf8'));
    config.users[0].user = { token };
    const file = path.join(plane.home, 'dev.kubeconfig');
    fs.writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const { code, stdout, stderr } = await ingressPolicy(file, ['audit', '-n', ns, '--format', 'json']);
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      `read in namespace ${ns} only, and unknown elsewhere: Service, Pod, Deployment, Ingress`,
    );
    expect(said).toContain('no permission to read, so unknown: ReplicationController, Namespace');
    expect(JSON.parse(stdout).findings.map(lineOf)).toContain('error backend-port-missing Ingress shop');
    expect(code).toBe(1);
  });

  test('check --with-cluster shows a renumbered port as the outage of the rollout, and writes nothing', async () => {
    const { ns, here } = await start('step');
    await settled();
    const writes = () =>
      cluster()
        .audited(ns)
        .filter(({ user }) => user === 'admin').length;
    const before = writes();
    const { admin } = cluster().plane.kubeconfigs;
    const given = app(9090).slice(1).map(here);
    const args = ['check', '-', '--with-cluster', '--format', 'json'];
    const { code, stdout } = await ingressPolicy(admin, args, given);
    expect(JSON.parse(stdout).findings.map(lineOf)).toEqual([
      'error service-target-port-missing Service web',
    ]);
    expect(stdout).toContain('"when": "until the rollout is over"');
    expect(code).toBe(1);
    expect((await ingressPolicy(admin, args, app().map(here))).code).toBe(0);
    expect(writes()).toBe(before);
  });
});
