import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { deployment, ingress, service } from '../support/manifests.ts';
import { placed, refusedBy } from './place.ts';
import { type Cluster, settled, suite } from './suite.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
const broken = [
  service('web'),
  deployment('web', { spec: strategy, container: preStop }),
  ingress('shop', ['web']),
];
const rule = 'readiness-probe-missing';

const annotated = (value: Json, annotations: Json): Json => {
  const { metadata, ...rest } = value as { readonly metadata: object };
  return { ...rest, metadata: { ...metadata, annotations } } as Json;
};
const exempt = (value: Json, until?: string) =>
  annotated(value, {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'OPS-1742, decided by the platform team',
    ...(until === undefined ? {} : { 'ingress-policy.io/until': until }),
  });

async function written(
  cluster: Cluster,
  name: string,
  objects: readonly Json[],
  labels?: Record<string, string>,
) {
  const ns = await cluster.namespace(name, labels);
  await settled();
  const ran = await cluster.apply(objects.map(one => placed(one, { shop: ns })));
  const said = Object.assign({}, ...cluster.audited(ns).map(one => one.said)) as Record<string, string>;
  return { ...ran, ns, said, refused: refusedBy(ran.stderr) };
}

suite('labels of a Namespace', { policy: 'exempt: { groups: [oncall] }\n' }, cluster => {
  test('none: refused', async () => {
    const { code, refused, said } = await written(cluster(), 'plain', broken);
    expect([code, refused]).toEqual([1, [rule]]);
    expect(said.refused).toContain(rule);
  });

  test('enforce: off warns, and the audit log says what would have been refused', async () => {
    const labels = { 'ingress-policy.io/enforce': 'off' };
    const { code, warnings, said, stderr } = await written(cluster(), 'off', broken, labels);
    expect(code, stderr).toBe(0);
    expect(warnings.join('\n')).toContain(`${rule}: `);
    expect(said['would-refuse']).toContain(rule);
  });

  test('enforce and warn: off say nothing to the client, and audit still does', async () => {
    const labels = { 'ingress-policy.io/enforce': 'off', 'ingress-policy.io/warn': 'off' };
    const { code, warnings, said } = await written(cluster(), 'quiet', broken, labels);
    expect([code, warnings]).toEqual([0, []]);
    expect(Object.values(said).join()).toContain(rule);
  });

  test('enforce: strict refuses what baseline patches', async () => {
    const unpatched = [service('web'), sound('web'), ingress('shop', ['web'])];
    const labels = { 'ingress-policy.io/enforce': 'strict' };
    const strict = await written(cluster(), 'strict', unpatched, labels);
    expect([strict.code, strict.refused]).toEqual([1, ['pre-stop-missing']]);
    const baseline = await written(cluster(), 'baseline', unpatched, {
      'ingress-policy.io/enforce': 'baseline',
    });
    expect(baseline.code, baseline.stderr).toBe(0);
  });

  test('a label that says nothing is named', async () => {
    const labels = { 'ingress-policy.io/enforce': 'of' };
    const { refused, stderr } = await written(cluster(), 'typo', broken, labels);
    expect(refused).toEqual([rule]);
    expect(stderr).toContain('label ingress-policy.io/enforce is "of"');
  });

  test('a label that is set later counts for the next write', async () => {
    const { ns, code } = await written(cluster(), 'later', broken);
    expect(code).toBe(1);
    await cluster().admin(['label', 'namespace', ns, 'ingress-policy.io/enforce=off']);
    await settled();
    const again = await cluster().apply(broken.map(one => placed(one, { shop: ns })));
    expect(again.code, again.stderr).toBe(0);
  });
});

suite('exemptions', { policy: 'exempt: { groups: [oncall] }\n' }, cluster => {
  const [web, workload, route] = broken as [Json, Json, Json];

  test('on the object of the finding, and on the object that is written', async () => {
    for (const objects of [
      [web, exempt(workload), route],
      [web, workload, exempt(route)],
    ]) {
      const { code, stderr, said } = await written(cluster(), 'exempt', objects);
      expect(code, stderr).toBe(0);
      expect(said.exempt).toContain(rule);
    }
  });

  test('the lines of the refusal let it through when pasted', async () => {
    const { ns, stderr } = await written(cluster(), 'pasted', broken);
    const pasted = Object.fromEntries(
      [...stderr.matchAll(/^ {2}(ingress-policy\.io\/[a-z]+): "?(.*?)"?$/gm)].map(([, key, value]) => [
        key,
        value,
      ]),
    );
    expect(Object.keys(pasted)).toEqual(['ingress-policy.io/exempt', 'ingress-policy.io/reason']);
    const { code } = await cluster().apply([placed(annotated(route, pasted as Json), { shop: ns })]);
    expect(code).toBe(0);
  });

  test('one that has ended is void, and the refusal says so', async () => {
    const { code, refused, stderr } = await written(cluster(), 'ended', [
      web,
      exempt(workload, '2020-01-31'),
      route,
    ]);
    expect([code, refused]).toEqual([1, [rule]]);
    expect(stderr).toMatch(/exemption: does not count: it .*2020-01-31/);
  });

  test('without a reason is none', async () => {
    const bare = annotated(workload, { 'ingress-policy.io/exempt': rule });
    const { refused } = await written(cluster(), 'no-reason', [web, bare, route]);
    expect(refused).toEqual([rule]);
  });

  test('its end refuses nothing that stands there', async () => {
    const { ns, code } = await written(cluster(), 'end', [web, exempt(workload), route]);
    expect(code).toBe(0);
    await settled();
    for (const value of [exempt(workload, '2020-01-31'), workload]) {
      const again = await cluster().apply([placed(value, { shop: ns })]);
      expect(again.code, again.stderr).toBe(0);
      await settled();
    }
  });

  test('of a group: its writes pass with a warning', async () => {
    const ns = await cluster().namespace('oncall');
    const input = broken.map(one => placed(one, { shop: ns }));
    const { code, warnings } = await cluster().as('oncall')(['apply', '-f', '-'], { input });
    expect(code).toBe(0);
    expect(warnings.join('\n')).toContain(`${rule}: `);
  });
});

suite('mode: warn', { policy: 'mode: warn\n' }, cluster => {
  test('refuses and patches nothing, and says both', async () => {
    const unpatched = [service('web'), deployment('web', { spec: strategy }), ingress('shop', ['web'])];
    const { code, warnings, said, ns } = await written(cluster(), 'warn', unpatched);
    expect(code).toBe(0);
    expect(warnings.join('\n')).toContain(`${rule}: `);
    expect(warnings.join('\n')).toContain('pre-stop-missing: ');
    expect(said['would-refuse']).toContain(rule);
    const { stdout } = await cluster().admin(['get', 'deployment/web', '-n', ns, '-o', 'yaml']);
    expect(stdout).not.toContain('preStop');
  });

  test('a Namespace may enforce all the same', async () => {
    const labels = { 'ingress-policy.io/enforce': 'baseline' };
    expect((await written(cluster(), 'enforced', broken, labels)).refused).toEqual([rule]);
  });

  test('every warning that kubectl shows has its end', async () => {
    const { warnings } = await written(cluster(), 'many', [
      ...['a', 'b', 'c', 'd'].flatMap(name => [service(name), deployment(name, { spec: strategy })]),
      ingress('shop', ['a', 'b', 'c', 'd']),
    ]);
    expect(warnings.length).toBeGreaterThan(4);
    for (const text of warnings) expect([...text].length).toBeLessThanOrEqual(256);
  });
});

suite('mode: audit', { policy: 'mode: audit\n' }, cluster => {
  test('tells the audit log alone', async () => {
    const { code, warnings, said } = await written(cluster(), 'audit', broken);
    expect([code, warnings]).toEqual([0, []]);
    expect(Object.values(said).join()).toContain(rule);
  });
});
