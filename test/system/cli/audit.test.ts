import { describe, expect, test } from 'vitest';
import { audit } from '../../../cli/audit/audit.ts';
import { check } from '../../../cli/check/check.ts';
import { main } from '../../../cli/main.ts';
import type { Json } from '../../../src/kube/json.ts';
import { nodeFs } from '../../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../../src/sources/manifests/read-manifests.ts';
import { capture } from '../../support/capture.ts';
import { object, readText } from '../../support/check.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { fakeOf } from '../../support/fake-cluster.ts';
import { deployment, ingress, service } from '../../support/manifests.ts';
import { folder } from '../../support/run.ts';

const shop = readManifests(['examples/shop'], nodeFs).objects;

async function auditOn(objects: typeof shop, args: readonly string[], prepare?: (api: FakeApi) => void) {
  const io = capture();
  const code = await audit(['--kubeconfig', await fakeOf(objects, prepare), ...args], io);
  return { code, out: io.out(), err: io.err() };
}
const made = (...values: readonly Json[]) => values.map(object);

test('a cluster is reported as its manifests are, with the objects in the place of files', async () => {
  const { code, out, err } = await auditOn(shop, []);
  const written = readText('examples/shop.out');
  expect(out.split('\n').at(-2)).toBe(written.split('\n').at(-2));
  expect(out).toContain('Ingress shop/shop: error: Ingress shop/shop names port 8443 of Service\n');
  expect([code, err]).toEqual([1, '']);
});

describe('one route', () => {
  const two = made(
    ingress('a', ['web:80', 'web:81']),
    ingress('b', ['other:80']),
    service('web', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
    deployment('web'),
  );

  test('is shown with each of its ways and with what breaks it alone', async () => {
    const { out } = await auditOn(two, ['ingress/a', '--format', 'text']);
    expect(out).toContain(
      'Ingress shop/a (shop.example/) ─ Service shop/web port 80 → 8080\n    ─ Deployment shop/web container web port 8080\n',
    );
    expect(out).toContain('─✗─ Service shop/web port 81\n');
    expect(out).toContain('[backend-port-missing]');
    expect(out).not.toContain('Service "other"');
    expect(out).toMatch(
      /in 1 object: 1 route, 2 chains, 1 leads to a container, 1 is\s+checked only up to the break\n$/,
    );
  });

  test('is broken where a policy shuts its requests out, though all else fits', async () => {
    const { out } = await auditOn(shop, ['shop']);
    const ways = out.split('\n\n')[0]?.replaceAll(/\n +/g, ' ').split('\n');
    expect(ways).toContain(
      'Ingress shop/shop (shop.example/search) ─ Service shop/search port 80 → http ─ NetworkPolicy shop/search ' +
        '─✗─ Deployment shop/search container search port 9200',
    );
    expect(ways).toContain(
      'Ingress shop/shop (shop.example/) ─ Service shop/web port 80 → http ─ Deployment shop/web container web port 8080',
    );
  });

  test('is named as kubectl names it, with its namespace, or alone', async () => {
    for (const name of ['a', 'ing/a', 'Ingress/a', 'ingresses/a', 'shop/a'])
      expect((await auditOn(two, [name, '--format', 'json'])).out, name).toContain('backend-port-missing');
    expect((await auditOn(two, ['b', '-n', 'shop', '--format', 'json'])).out).not.toContain('port-missing');
  });

  test('that is not there is an error that says which ones are', async () => {
    await expect(auditOn(two, ['c'])).rejects.toThrow(
      'no route "c": there are Ingress shop/a, Ingress shop/b',
    );
    const other = made(...two.map(({ body }) => body), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'other' },
    });
    await expect(auditOn(other, ['a', '-n', 'other'])).rejects.toThrow(
      'no route "a" in namespace "other": there is none',
    );
    await expect(auditOn(two, ['svc/a'])).rejects.toThrow(
      'no namespace "svc": there is shop; a route is named NAME, KIND/NAME or NAMESPACE/NAME',
    );
    await expect(auditOn(two, ['team/a', '-n', 'shop'])).rejects.toThrow('"team/a" names namespace "team"');
  });
});

test('-n shows what concerns the namespace, and a route of it that breaks elsewhere', async () => {
  const objects = made(
    ingress('here', ['gone:80']),
    ingress('there', ['gone:80'], { namespace: 'other' }),
    service('alone', { namespace: 'other' }),
  );
  const { out } = await auditOn(objects, ['-n', 'other', '--format', 'json']);
  const names = JSON.parse(out).findings.map(({ object: { namespace } }: never) => namespace);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names)).toEqual(new Set(['other']));
});

describe('a namespace', () => {
  const objects = made(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'idle' } },
    service('web', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
  );

  test('in which nothing stands is said to be empty', async () => {
    const { code, out } = await auditOn(objects, ['-n', 'idle']);
    expect([code, out]).toEqual([0, 'no findings in no objects: no routes\n']);
  });

  test('that is not there is an error, and not sound', async () => {
    for (const args of [['-n', 'shopp'], ['-n', 'shopp', '--exemptions'], ['shopp/web']])
      await expect(auditOn(objects, args)).rejects.toThrow('no namespace "shopp": did you mean "shop"?');
  });

  test('is believed where Namespaces may not be listed', async () => {
    const { code } = await auditOn(objects, ['-n', 'shopp'], api => api.forbid('namespaces'));
    expect(code).toBe(0);
  });
});

test('--exemptions says what it could not read, and which rules are none', async () => {
  const annotations = { 'ingress-policy.io/exempt': 'pre-stop-mising', 'ingress-policy.io/reason': 'x' };
  const objects = made(deployment('web', { metadata: { annotations } }));
  const { code, err } = await auditOn(objects, ['--exemptions'], api => {
    api.forbid('services');
    api.trouble({ status: 400 }, ({ plural }) => plural === 'pods', Number.POSITIVE_INFINITY);
  });
  expect(code).toBe(2);
  expect(err).toContain('the cluster: error: could not be read: Pod: 400');
  expect(err).toContain('the cluster: note: no permission to read, so unknown: Service');
  expect(err).toContain('did you mean "pre-stop-missing"?');
});

test('a kind that may not be read is a note, one that fails makes the exit 2, and neither is a fault of anyone', async () => {
  const objects = made(ingress('shop', ['web:80']), deployment('web'));
  const forbidden = await auditOn(objects, [], api => api.forbid('services'));
  expect(forbidden.code).toBe(0);
  expect(forbidden.err).toContain('the cluster: note: no permission to read, so unknown: Service (403');
  expect(forbidden.out.replaceAll(/\s+/g, ' ')).toContain(
    '(1 unknown: a part of the input could not be read)',
  );
  const failed = await auditOn(objects, [], api =>
    api.trouble({ status: 400 }, ({ plural }) => plural === 'services', Number.POSITIVE_INFINITY),
  );
  expect(failed.code).toBe(2);
  expect(failed.err).toContain('the cluster: error: could not be read: Service: 400');
});

test('what stands in no file is no place for GitHub or SARIF', async () => {
  const objects = made(ingress('shop', ['web:81']), service('web'), deployment('web'));
  const github = await auditOn(objects, ['--format', 'github'], api => api.forbid('jobs'));
  expect(github.out).toMatch(/^::notice title=ingress-policy::the cluster: no permission to read/m);
  expect(github.out).toMatch(/^::error title=backend-port-missing::/m);
  expect(github.out).not.toContain('file=');
  const { out } = await auditOn(objects, ['--format', 'sarif'], api => api.forbid('jobs'));
  expect(out).toContain('"fullyQualifiedName": "the cluster"');
  expect(out).not.toContain('physicalLocation');
});

test('an exemption that has ended is noted, and --exemptions lists it', async () => {
  const annotations = {
    'ingress-policy.io/exempt': 'readiness-probe-missing',
    'ingress-policy.io/reason': 'the vendor says so',
    'ingress-policy.io/until': '2026-11-01',
  };
  const objects = made(
    ingress('shop', ['web:80']),
    service('web', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
    deployment('web', { metadata: { annotations } }),
  );
  const { err, code } = await auditOn(objects, []);
  expect(code).toBe(1);
  expect(err).toContain('Deployment shop/web: note: the exemption of readiness-probe-missing');
  const listed = await auditOn(objects, ['--exemptions']);
  expect(listed.out).toBe(`Deployment shop/web: readiness-probe-missing
  until 2026-11-01; does not count: it ended on 2026-11-01
  reason: the vendor says so

1 exemption, 1 no longer valid
`);
  const json = JSON.parse((await auditOn(objects, ['--exemptions', '--format', 'json'])).out);
  expect(json.exemptions).toEqual([
    {
      on: 'Deployment shop/web',
      rules: ['readiness-probe-missing'],
      reason: 'the vendor says so',
      until: '2026-11-01',
      void: 'ended on 2026-11-01',
      silences: 0,
    },
  ]);
});

test('nothing is asked for but lists and what the server has', async () => {
  let fake: FakeApi | null = null;
  await auditOn(shop, [], api => {
    fake = api;
  });
  const verbs = new Set((fake as FakeApi | null)?.asked().map(({ verb }) => verb));
  expect([...verbs].sort()).toEqual(['discovery', 'list', 'version']);
});

test.for([
  [['a', 'b'], 'audit takes at most one route: a b'],
  [['--exemptions', 'a'], '--exemptions lists the exemptions of all routes: do not name a route'],
  [['--exemptions', '--format', 'sarif'], '--exemptions supports only the formats text and json'],
  [['--kubeconfig', 'nowhere'], 'nowhere cannot be read: ENOENT'],
  [['--until', 'x'], 'ingress-policy audit --help'],
] as const)('audit %j is told what is wrong', async ([args, message]) => {
  const io = capture();
  expect(await main(['audit', ...args], io)).toBe(2);
  expect(io.err()).toContain(message);
});

test('what a server says does not speak to the terminal', async () => {
  const kubeconfig = await fakeOf([], api =>
    api.trouble({ status: 403, text: '\u001b[2Jgo away' }, ({ verb }) => verb === 'version'),
  );
  const io = capture();
  expect(await main(['audit', '--kubeconfig', kubeconfig], io)).toBe(2);
  expect(io.err()).toMatch(/answers "403 \\x1b\[2Jgo away"\n$/);
});

describe('check --with-cluster', () => {
  const running = made(
    ingress('shop', ['web:80']),
    service('web', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
  );
  const workload = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 9090 }] }] }
`;
  async function checkOn(args: readonly string[]) {
    const io = capture();
    const file = folder({ 'web.yaml': workload });
    const code = await check([file, '--with-cluster', '--kubeconfig', await fakeOf(running), ...args], io);
    return { code, out: io.out(), err: io.err() };
  }

  test('finds what the manifests alone do not tell, at its place in file or cluster', async () => {
    const { out, code } = await checkOn(['-n', 'shop']);
    expect(out).toContain('Service shop/web: error: port 80 of Service shop/web aims at 8080');
    expect(out).toMatch(/1 × readiness-probe-missing {2}whenever a pod starts\s+\S+web\.yaml:8\n/);
    expect(out).toMatch(
      /in 1 object: 1 route, 1 chain, none lead to a container, 1\s+is checked only up to the break\n$/,
    );
    expect(code).toBe(1);
  });

  test('says of a namespace that is not there that it is new', async () => {
    const { code, err } = await checkOn(['-n', 'shopp']);
    expect(err).toBe('the cluster: note: there is no namespace "shopp" yet; did you mean "shop"?\n');
    expect(code).toBe(0);
  });

  test('does not guess which of two objects is meant that come to stand under one name', async () => {
    const io = capture();
    const port = (namespace: string, targetPort: number) => `apiVersion: v1
kind: Service
metadata: { name: web${namespace} }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: ${targetPort} }] }
`;
    const file = folder({ 'a.yaml': port('', 8080), 'b.yaml': port(', namespace: shop', 9090) });
    const args = ['--with-cluster', '-n', 'shop', '--kubeconfig', await fakeOf(running)];
    expect(await check([file, ...args], io)).toBe(0);
    expect(io.err().replaceAll(/\s+/g, ' ')).toContain(
      'Service shop/web exists twice with different content',
    );
  });

  test('takes objects without a namespace for those of the context', async () => {
    expect((await checkOn([])).out).toContain('no findings in 1 object');
  });

  test.for([
    [['--with-cluster', '--open'], '--open and --with-cluster exclude each other'],
    [['--context', 'x'], '--context only works with --with-cluster'],
    [['-n', 'x'], '--namespace only works with --with-cluster'],
  ] as const)('%j is told what is wrong', async ([args, message]) => {
    const io = capture();
    expect(await main(['check', 'examples/shop', ...args], io)).toBe(2);
    expect(io.err()).toContain(message);
  });
});
