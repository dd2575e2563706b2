import { expect, test } from 'vitest';
import {
  bodyOf,
  findingsByNamespace,
  type Report,
  reportFor,
} from '../../../src/audit/reports/openreports.ts';
import { digestOf, storedReportIn } from '../../../src/audit/reports/stored-report.ts';
import type { PossibleHalf } from '../../../src/audit/scan/scanned.ts';
import type { Json } from '../../../src/kube/json.ts';
import type { Finding, Level } from '../../../src/rule.ts';
import { ref } from '../../report/build.ts';
import { found, identify, liveRules, scanned } from '../found.ts';

const reports = (...findings: readonly Finding[]) =>
  new Map(
    [...findingsByNamespace(scanned(findings))].map(([namespace, some]) => [
      namespace,
      reportFor(namespace, some, { identify, liveRules, halves: new Map() }),
    ]),
  );

function reportIn(namespace: string | null, ...findings: readonly Finding[]): Report {
  const report = reports(...findings).get(namespace);
  if (report === undefined) throw new Error(`no report for ${namespace}`);
  return report;
}

const at = { seconds: 1_800_000_000, nanos: 0 };
const bodyIn = (report: Report) => bodyOf(report, () => at);

test('a finding is a result with all that one asks for at three in the morning', () => {
  const report = reportIn('shop', found('Service shop/web', { key: 'port http' }));
  expect(bodyIn(report)).toMatchInlineSnapshot(`
    {
      "apiVersion": "openreports.io/v1alpha1",
      "configuration": {
        "limits": {
          "maxResults": 500,
        },
      },
      "kind": "Report",
      "metadata": {
        "annotations": {},
        "labels": {
          "app.kubernetes.io/managed-by": "ingress-policy",
        },
        "name": "ingress-policy",
        "namespace": "shop",
      },
      "results": [
        {
          "category": "breaks always",
          "message": "Service shop/web sends port 80 to "htp", and no container of Deployment shop/web has that port",
          "policy": "service-target-port-missing",
          "properties": {
            "certainty": "proven",
            "chain": "Ingress shop/web (shop.example/) ─ Service shop/web port 80 ─✗─ Deployment shop/web",
            "effect": "refuse",
            "exposure": "routed",
            "failure": "no-endpoint",
            "fingerprint": "1b1a837b1f36abc8",
            "routes": "Ingress shop/web",
            "seen": "client: 503 from ingress-nginx, always",
            "when": "always",
          },
          "resources": [
            {
              "apiVersion": "v1",
              "kind": "Service",
              "name": "web",
              "namespace": "shop",
            },
          ],
          "result": "fail",
          "rule": "port http",
          "scored": true,
          "severity": "high",
          "timestamp": {
            "nanos": 0,
            "seconds": 1800000000,
          },
        },
      ],
      "scope": {
        "apiVersion": "v1",
        "kind": "Namespace",
        "name": "shop",
      },
      "source": "ingress-policy",
      "summary": {
        "error": 0,
        "fail": 1,
        "pass": 0,
        "skip": 0,
        "warn": 0,
      },
    }
  `);
});

const levels: readonly (readonly [Level, string | null, string | null, boolean, string | null])[] = [
  ['deny', 'fail', 'high', true, 'refuse'],
  ['patch', 'warn', 'medium', false, 'patch'],
  ['warn', 'warn', 'medium', false, 'warn'],
  ['audit', 'warn', 'info', false, 'note'],
];

test.each(levels)(
  'a finding of level %s is "%s" of severity %s',
  (level, result, severity, scored, effect) => {
    const [only] = reportIn('shop', found('Service shop/web', { level })).results;
    expect(only).toMatchObject({ result, severity, scored, properties: { effect } });
  },
);

test('nothing that runs is refused: the effect of a rule that no admission runs is a note', () => {
  const crashing = found('Deployment shop/web', { rule: 'pods-crashing', level: 'deny' });
  expect(reportIn('shop', crashing).results).toMatchObject([
    { result: 'fail', severity: 'high', properties: { effect: 'note' } },
  ]);
});

test('one half of a change says of which release it is, and what it does not fit', () => {
  const finding = found('Service shop/web');
  const half = { finding, release: { tool: 'helm', release: 'shop/web' }, other: ref('Deployment shop/web') };
  const told = { identify, liveRules, halves: new Map([[finding, half as PossibleHalf]]) };
  expect(reportFor('shop', [finding], told).results[0]?.properties.half).toBe(
    'it and Deployment shop/web are in the same release (helm shop/web): one half of a change may be missing',
  );
});

test('what is off is in no report', () => {
  expect(reports(found('Service shop/web', { level: 'off' })).size).toBe(0);
});

test('each namespace has a report of its own, and what stands in none a ClusterReport', () => {
  const all = reports(found('Service shop/web'), found('Service pay/web'), found('IngressClass nginx'));
  expect([...all.keys()]).toEqual(['shop', 'pay', null]);
  expect(bodyIn(reportIn(null, found('IngressClass nginx')))).toMatchObject({
    kind: 'ClusterReport',
    metadata: { name: 'ingress-policy' },
    results: [{ resources: [{ kind: 'IngressClass', name: 'nginx' }] }],
  });
});

test('the order of the findings does not count', () => {
  const findings = [
    found('Service shop/b', { level: 'warn' }),
    found('Service shop/a', { key: 'two' }),
    found('Service shop/a', { key: 'one' }),
    found('Service shop/a', { key: 'one', rule: 'another-rule' }),
    found('Deployment shop/z'),
  ];
  const bodies = [findings, findings.toReversed()].map(some => bodyIn(reportIn('shop', ...some)));
  expect(bodies[0]).toEqual(bodies[1]);
  const order = reportIn('shop', ...findings).results.map(({ policy, rule, resources }) => [
    resources[0]?.name,
    policy,
    rule,
  ]);
  expect(order).toEqual([
    ['z', 'service-target-port-missing', 'port http'],
    ['a', 'another-rule', 'one'],
    ['a', 'service-target-port-missing', 'one'],
    ['a', 'service-target-port-missing', 'two'],
    ['b', 'service-target-port-missing', 'port http'],
  ]);
});

test('of 700 findings the 500 gravest are written, and the rest is counted', () => {
  const findings = Array.from({ length: 700 }, (_, index) =>
    found(`Service shop/s${index}`, { level: index < 450 ? 'warn' : 'deny' }),
  );
  const report = reportIn('shop', ...findings);
  expect(report.results).toHaveLength(500);
  expect(report.results.filter(({ result }) => result === 'fail')).toHaveLength(250);
  expect(report.leftOut).toBe(200);
  expect(bodyIn(report)).toMatchObject({
    metadata: { annotations: { 'ingress-policy.io/left-out': '200' } },
    summary: { pass: 0, fail: 250, warn: 450, error: 0, skip: 0 },
  });
});

test('no report comes near the size that etcd refuses, whatever stands in the messages', () => {
  const text = '€'.repeat(10_000);
  const findings = Array.from({ length: 500 }, (_, index) =>
    found(`Service shop/s${index}`, { key: text, message: text }),
  );
  const report = reportIn('shop', ...findings);
  expect(report.leftOut).toBeGreaterThan(0);
  expect(report.results.length + report.leftOut).toBe(500);
  expect(Buffer.byteLength(JSON.stringify(bodyIn(report)))).toBeLessThan(1_000_000);
});

test('a message cannot speak to a terminal, and none ends in half a character', () => {
  const message = `${'a'.repeat(1998)}😀😀`;
  const [hostile, long] = reportIn(
    'shop',
    found('Service shop/a', { message: 'red \u001b[31m \u202e' }),
    found('Service shop/b', { message }),
  ).results;
  expect(hostile?.message).toBe('red \\x1b[31m \\u{202e}');
  expect(long?.message.isWellFormed()).toBe(true);
});

test('what an API server gives back is known again, in whatever order and whoever else writes on it', () => {
  const body = bodyIn(reportIn('shop', found('Service shop/web'))) as { [key: string]: Json };
  const turned = Object.fromEntries(Object.entries(structuredClone(body)).reverse());
  const stored = {
    ...turned,
    metadata: {
      ...(body.metadata as object),
      uid: 'one',
      resourceVersion: '7',
      annotations: { 'someone.else/note': 'kept' },
    },
  };
  expect(storedReportIn(stored)?.digest).toBe(digestOf(body));
  expect(storedReportIn({ ...stored, summary: { fail: 9 } })?.digest).not.toBe(digestOf(body));
});

const foreign: readonly (readonly [string, object])[] = [
  ['another name', { name: 'kyverno' }],
  ['no label', { labels: {} }],
  ["another's label", { labels: { 'app.kubernetes.io/managed-by': 'helm' } }],
];

test.each(foreign)('a report with %s is not ours', (_, other) => {
  const body = bodyIn(reportIn('shop', found('Service shop/web'))) as { metadata: object };
  expect(storedReportIn({ ...body, metadata: { ...body.metadata, uid: 'one' } } as Json)).not.toBeNull();
  expect(
    storedReportIn({ ...body, metadata: { ...body.metadata, uid: 'one', ...other } } as Json),
  ).toBeNull();
});
