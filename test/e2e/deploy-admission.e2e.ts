import fs from 'node:fs';
import { loadAll } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { deployment, ingress, service, workload } from '../support/manifests.ts';
import { waitFor } from './child.ts';
import { asked, unasked } from './condition-cases.ts';
import { serviceCertificate } from './credentials.ts';
import { deploySuite } from './deploy-suite.ts';
import { checked } from './kubectl.ts';
import { placed, refusedBy } from './place.ts';
import { type Pod, startPod } from './pod.ts';
import { configurations } from './registration.ts';
import { install, release, releaseNamespace, rendered, reviews, route, type Values } from './release.ts';
import { inVain, onSecrets, requestsOf, writesOf } from './rights.ts';

/** No write passes without review: an unanswered call refuses it. */
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

  test('what the page of the installation says to try prints warnings', async () => {
    const page = fs.readFileSync('docs/install.md', 'utf8');
    const [command = ''] = /kubectl create deployment is-anybody-there .+/.exec(page) ?? [];
    const { stdout, warnings } = await checked(cluster().admin(command.split(' ').slice(1)));
    expect(stdout).toBe('deployment.apps/is-anybody-there\n');
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) expect(warning).toMatch(/^[a-z]+(-[a-z]+)+: /);
  });

  test('another mode in the ConfigMap is in force without another pod', async () => {
    const ns = await namespace();
    const { admin } = cluster();
    const broken = [sound('web'), service('web'), ingress('shop', ['web:81'])];
    const mode = async (text: string) => {
      const data = { 'ingress-policy.yaml': `mode: ${text}\n` };
      const patch = ['patch', 'configmap', release, '-n', releaseNamespace, '-p', JSON.stringify({ data })];
      await checked(admin(patch));
      await pod.refresh();
    };
    expect(refusedBy((await write(['apply'], broken, ns)).stderr)).toEqual(['backend-port-missing']);
    await mode('warn');
    await waitFor('admission with a warning', async () => {
      const { code, warnings } = await write(['apply'], broken, ns);
      return code === 0 && warnings.some(text => text.startsWith('backend-port-missing'));
    });
    await mode('enforce');
    await waitFor('refusal', async () => {
      const again = ingress('again', ['web:81']);
      return refusedBy((await write(['create'], [again], ns)).stderr).length > 0;
    });
  });

  test('its rights are enough for all that it watches and reads', async () => {
    const { checks } = (await (await fetch(`${pod.health}/readyz`)).json()) as Ready;
    expect(checks.cache.missing).toEqual([]);
    expect(requestsOf(cluster(), release).filter(({ code }) => code === 403)).toEqual([]);
    expect(fs.readFileSync(pod.log, 'utf8')).not.toMatch(/forbidden|"what":"failed"/i);
  });

  test('and it uses each of them: nothing is granted in vain', async () => {
    // A decision uses `get` for a single object, and the cases here do not cover each kind.
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

/** Without the address and the excluded namespaces, which include the release's own namespace. */
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
