import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { sound } from '../laws/admission/apps.ts';
import { ingress, service } from '../support/manifests.ts';
import { apiOf } from './api.ts';
import { type Issued, issued, type RunningCertManager, startCertManager } from './cert-manager.ts';
import { waitFor } from './child.ts';
import { certManager, deploySuite, type Empty } from './deploy-suite.ts';
import { checked, got } from './kubectl.ts';
import { placed, refusedBy } from './place.ts';
import { type Pod, startPod } from './pod.ts';
import { chart, install, release, releaseNamespace, reviews, route } from './release.ts';

const secret = `${release}-tls`;
const host = `${release}.${releaseNamespace}.svc`;
const kinds = ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration'] as const;
const days = (count: number) => count * 86_400_000;

deploySuite('the certificates of the chart', { crds: ['certManager'], needsCertManager: true }, cluster => {
  let manager: RunningCertManager;
  let first: Issued;
  let pod: Pod;
  beforeAll(async () => {
    const { plane, admin, helm } = cluster();
    if (certManager === null) throw new Error('without cert-manager the suite is skipped');
    manager = startCertManager(plane, certManager);
    // No write passes without review: a failed call fails the write.
    await install(helm, { policy: { mode: 'enforce' }, webhook: { failurePolicy: 'Fail' } });
    first = await issued(admin, releaseNamespace, secret);
  });
  afterAll(() => manager?.stop());

  test('a leaf of 90 days for the names of the Service, signed by a CA of ten years', async () => {
    const [leaf, ca] = [new X509Certificate(first.cert), new X509Certificate(first.ca)];
    expect(leaf.ca).toBe(false);
    expect(leaf.checkHost(host)).toBe(host);
    expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBe(days(90));
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(ca.validToDate.getTime() - ca.validFromDate.getTime()).toBe(days(3650));
  });

  test('both configurations trust the CA, and nothing else', async () => {
    await waitFor('its CA in both configurations', () => trusts(cluster(), first.ca), {
      child: manager.cainjector,
    });
    for (const kind of kinds) expect(await bundleOf(cluster(), kind)).toBe(first.ca);
  });

  test('another mode is an upgrade that starts no pod and keeps the bundle', async () => {
    const { admin, helm } = cluster();
    const generation = async () =>
      (await got<Generations>(admin, 'deployments', '-n', releaseNamespace)).items.map(
        ({ metadata }) => metadata.generation,
      );
    const before = await generation();
    const changed = ['--reuse-values', '--set', 'policy.mode=warn'];
    await checked(helm(['upgrade', release, chart, '-n', releaseNamespace, ...changed]));
    expect(await generation()).toEqual(before);
    const policy = await checked(admin(['get', 'configmap', release, '-n', releaseNamespace, '-o', 'yaml']));
    expect(policy.stdout).toContain('mode: warn');
    for (const kind of kinds) expect(await bundleOf(cluster(), kind)).toBe(first.ca);
    await checked(helm(['rollback', release, '-n', releaseNamespace]));
    for (const kind of kinds) expect(await bundleOf(cluster(), kind)).toBe(first.ca);
  });

  test('with the files of the Secret the API server trusts the webhook', async () => {
    const { plane, admin } = cluster();
    pod = await startPod(plane, admin, releaseNamespace, release);
    await route(admin, pod);
    await checked(admin(['create', 'namespace', 'trusts']));
    const set = [sound('web'), service('web'), ingress('shop', ['web:81'])];
    const { stderr } = await admin(['apply', '-f', '-'], {
      input: set.map(one => placed(one, { shop: 'trusts' })),
    });
    expect(refusedBy(stderr)).toEqual(['backend-port-missing']);
  });

  test.each(rotations)('no review fails while $name', async ({ namespace, rotate, keepsCa }) => {
    const { plane, admin } = cluster();
    await checked(admin(['create', 'namespace', namespace]));
    const before = await issued(admin, releaseNamespace, secret);
    const [served, asked] = [await serialOf(pod, before.ca), (await reviews(pod)).validate];
    const writing = writes(cluster(), namespace);
    onTestFinished(async () => void (await writing.stop()));
    await rotate(cluster());
    let after = before;
    await waitFor('another certificate in the Secret', async () => {
      after = await issued(admin, releaseNamespace, secret);
      return after.cert !== before.cert && after.key !== before.key;
    });
    expect(after.ca === before.ca).toBe(keepsCa);
    await pod.refresh();
    await waitFor('another certificate on the wire', async () => (await serialOf(pod, before.ca)) !== served);
    await waitFor('its CA in both configurations', () => trusts(cluster(), after.ca));
    await waitFor('reviews meanwhile', async () => (await reviews(pod)).validate > asked + 10);
    // The API server keeps open connections; another pod gets new connections.
    const next = await startPod(plane, admin, releaseNamespace, release);
    await route(admin, next);
    await pod.stop();
    pod = next;
    await sleep(500);
    const { count, failed } = await writing.stop();
    expect(failed).toEqual([]);
    expect(count).toBeGreaterThan(20);
    expect(await failedCalls(cluster())).toBe(0);
  });

  test('the overlay gets its bundle, too, keeps it when it is applied again, and goes whole', async () => {
    const { admin, helm } = cluster();
    await checked(helm(['uninstall', release, '-n', releaseNamespace, '--wait']));
    const overlay = path.resolve('deploy/kustomize/overlays/enforce');
    await checked(admin(['apply', '-k', overlay]));
    const { ca } = await issued(admin, releaseNamespace, secret);
    await waitFor('its CA in both configurations', () => trusts(cluster(), ca));
    // No cainjector restores the bundle.
    await manager.cainjector.stop();
    for (const flags of [[], ['--server-side', '--force-conflicts'], []]) {
      await checked(admin(['apply', '-k', overlay, ...flags]));
      expect(await trusts(cluster(), ca)).toBe(true);
    }
    await checked(admin(['delete', '-k', overlay]));
    for (const kind of kinds) expect((await admin(['get', kind, release])).stderr).toContain('not found');
  });
});

interface Generations {
  readonly items: readonly { readonly metadata: { readonly generation: number } }[];
}

const rotations = [
  { name: 'its Secret is deleted', namespace: 'deleted', rotate: deleted, keepsCa: true },
  { name: 'the leaf is renewed', namespace: 'renewed', rotate: renewed, keepsCa: true },
  {
    name: 'the CA is renewed, and then the leaf',
    namespace: 'renewed-ca',
    rotate: renewedCa,
    keepsCa: false,
  },
];

function deleted({ admin }: Empty): Promise<unknown> {
  return checked(admin(['delete', 'secret', secret, '-n', releaseNamespace]));
}

/** Renews a certificate as `cmctl renew` does. */
async function renewed({ admin }: Empty, name: string = release): Promise<unknown> {
  const { status } = await got<{ readonly status: { readonly conditions: readonly object[] } }>(
    admin,
    'certificate',
    name,
    '-n',
    releaseNamespace,
  );
  const condition = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: 'Renewed by hand',
    lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  const patch = JSON.stringify({ status: { conditions: [...status.conditions, condition] } });
  const flags = ['-n', releaseNamespace, '--subresource=status', '--type=merge', '-p', patch];
  return checked(admin(['patch', 'certificate', name, ...flags]));
}

/** Renews the CA with the same key, so that each of the two CA certificates verifies the issued certificates. */
async function renewedCa(cluster: Empty): Promise<unknown> {
  const ca = `${release}-ca`;
  const before = await issued(cluster.admin, releaseNamespace, ca);
  await renewed(cluster, ca);
  await waitFor('another CA', async () => {
    const after = await issued(cluster.admin, releaseNamespace, ca);
    return after.cert !== before.cert;
  });
  return renewed(cluster);
}

/** The CA bundle of a webhook configuration; empty for none. */
async function bundleOf({ admin }: Empty, kind: string): Promise<string> {
  const { webhooks } = await got<{
    readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
  }>(admin, kind, release);
  return Buffer.from(webhooks[0]?.clientConfig.caBundle ?? '', 'base64').toString();
}

async function trusts(cluster: Empty, ca: string): Promise<boolean> {
  const bundles = await Promise.all(kinds.map(kind => bundleOf(cluster, kind)));
  return bundles.every(one => one.includes(ca.trim()));
}

/** The serial of the certificate that a new connection gets, verified with the CA and the Service's name. */
function serialOf({ port }: Pod, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, ca, servername: host, timeout: 5000 }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.end();
    });
    socket.once('timeout', () => socket.destroy(new Error('no handshake within 5 s')));
    socket.once('error', reject);
  });
}

/** Sends reviewed writes one after the other until it is stopped. */
function writes({ plane }: Empty, ns: string) {
  const api = apiOf(plane);
  const failed: string[] = [];
  let [count, isOver] = [0, false];
  const loop = (async () => {
    for (; !isOver; count++) {
      const one = placed(sound('web', { metadata: { labels: { write: `n${count}` } } }), { shop: ns });
      const { status, message } = await api.apply(one);
      if (status >= 300) failed.push(`${status} ${message}`);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await loop;
      api.close();
      return { count, failed };
    },
  };
}

/** The API server's own count of failed calls. */
async function failedCalls({ admin }: Empty): Promise<number> {
  const { stdout } = await checked(admin(['get', '--raw', '/metrics']));
  return stdout
    .split('\n')
    .filter(line => /^apiserver_admission_webhook_(fail_open_count|rejection_count)\{/.test(line))
    .filter(line => line.includes('ingress-policy.io') && !line.includes('error_type="no_error"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
