import { expect, test } from 'vitest';
import { formatText, type TextOptions } from '../../src/report/text.ts';
import type { Finding } from '../../src/rule.ts';
import { chain, finding, link, obj, place, ref, report } from './build.ts';

const plain: TextOptions = { color: false, width: 80, verbose: false };

const web = `apiVersion: v1
kind: Service
spec:
  ports:
    - port: 80
      targetPort: htp
`;
const files = { 'shop/web.yaml': web };
const places = { '/spec/ports/0/targetPort': place('shop/web.yaml', 6, 19, 22) };

const broken = finding({
  fix: {
    safety: 'suggestion',
    title: 'name the port that the container has',
    on: ref('Service shop/web'),
    operations: [
      { op: 'test', path: '/spec/ports/0/targetPort', value: 'htp' },
      { op: 'replace', path: '/spec/ports/0/targetPort', value: 'http' },
    ],
    creates: [],
  },
});

function many(number: number, rule: string, parts: Partial<Finding>): readonly Finding[] {
  return Array.from({ length: number }, (_, index) =>
    finding({
      rule,
      at: { obj: obj(ref(`Deployment shop/w${index}`), `shop/w${index}.yaml`), at: '/spec' },
      ...parts,
    }),
  );
}

const sometimes = [
  ...many(12, 'readiness-probe-missing', { when: 'in every rollout' }),
  ...many(2, 'pre-stop-missing', { when: 'whenever a pod stops', level: 'patch' }),
  ...many(1, 'rollout-drops-capacity', { when: 'in every rollout', level: 'warn' }),
];

test('what breaks always is shown in full', () => {
  expect(formatText(report({ findings: [broken], files, places }), plain)).toMatchInlineSnapshot(`
    "shop/web.yaml:6:19: error: Service shop/web sends port 80 to "htp", and no
        container of Deployment shop/web has that port [service-target-port-missing]
      Ingress shop/web (shop.example/) ─ Service shop/web port 80
          ─✗─ Deployment shop/web
        5 │     - port: 80
        6 │       targetPort: htp
          │                   ^^^
      client sees: 503 from ingress-nginx, always
      fix: name the port that the container has
          /spec/ports/0/targetPort: "htp" → "http"

    1 error in 14 objects: 4 routes, 6 chains, all lead to a container
    "
  `);
});

test('a clean run is one line', () => {
  expect(formatText(report(), plain)).toMatchInlineSnapshot(`
    "no findings in 14 objects: 4 routes, 6 chains, all lead to a container
    "
  `);
});

test('the summary counts in the singular and names each unknown', () => {
  const summary = { objects: 1, routes: 1, chains: 3, resolved: 1, unknown: { parameter: 1, ambiguous: 1 } };
  expect(formatText(report({ summary }), plain)).toMatchInlineSnapshot(`
    "no findings in 1 object: 1 route, 3 chains, 1 leads to a container (2 unknown: 1
        because an object is given twice with different content, 1 because a
        parameter has no value)
    "
  `);
});

test('the summary says what keeps it from being the whole truth', () => {
  const clean = report({
    summary: { routes: 0, chains: 0 },
    suppressed: { exempt: 1, baseline: 2 },
    problems: [{ file: 'a.yaml', line: null, message: 'is a socket', is: 'error' }],
  });
  expect(formatText(clean, plain)).toMatchInlineSnapshot(`
    "no findings in 14 objects: no routes; 1 exempt, 2 in the baseline, 1 problem
        with the input
    "
  `);
});

test('what breaks sometimes and what only informs is folded', () => {
  const findings = [...sometimes, ...many(2, 'service-selects-too-much', { level: 'audit' })];
  expect(formatText(report({ findings }), plain)).toMatchInlineSnapshot(`
    "12 errors that break requests sometimes (--verbose shows each):
      12 × readiness-probe-missing  in every rollout  shop/w0.yaml:1 and 11 more

    3 warnings that break requests sometimes (--verbose shows each):
      2 × pre-stop-missing        whenever a pod stops  shop/w0.yaml:1 and 1 more
      1 × rollout-drops-capacity  in every rollout      shop/w0.yaml:1

    2 infos (--verbose shows each)

    12 errors, 3 warnings, 2 infos in 14 objects: 4 routes, 6 chains, all lead to a
        container
    "
  `);
});

test('a fold names one place even where the path is long', () => {
  const file = 'applications/frontend/overlays/production/region-a/web.yaml';
  const at = { obj: obj(ref('Deployment shop/web'), file), at: '/spec' as const };
  const findings = [finding({ rule: 'pre-stop-missing', when: 'whenever a pod stops', level: 'patch', at })];
  expect(formatText(report({ findings }), plain)).toMatchInlineSnapshot(`
    "1 warning that breaks requests sometimes (--verbose shows it):
      1 × pre-stop-missing  whenever a pod stops
        applications/frontend/overlays/production/region-a/web.yaml:1

    1 warning in 14 objects: 4 routes, 6 chains, all lead to a container
    "
  `);
});

test('verbose shows each, errors before warnings', () => {
  const text = formatText(report({ findings: sometimes }), { ...plain, verbose: true });
  const severities = [...text.matchAll(/^shop\/w\d+\.yaml:1:1: (\w+):/gm)].map(match => match[1]);
  expect(severities).toEqual([...Array(12).fill('error'), ...Array(3).fill('warning')]);
  expect(text).not.toContain('--verbose');
});

test('what a route names and nobody has is marked as not there', () => {
  const findings = [
    finding({
      rule: 'backend-service-missing',
      message: 'Ingress shop/web sends "shop.example/" to Service shop/wbe, which is not there',
      chain: chain(
        [link('Ingress shop/web', 'shop.example/'), link('Service shop/wbe', 'port 80', false)],
        1,
      ),
    }),
  ];
  expect(formatText(report({ findings }), plain)).toMatchInlineSnapshot(`
    "shop/web.yaml:1:1: error: Ingress shop/web sends "shop.example/" to Service
        shop/wbe, which is not there [backend-service-missing]
      Ingress shop/web (shop.example/) ─✗─ Service shop/wbe port 80 (not there)
      client sees: 503 from ingress-nginx, always

    1 error in 14 objects: 4 routes, 6 chains, all lead to a container
    "
  `);
});

test('a long chain goes over several lines, and a new object is printed as YAML', () => {
  const findings = [
    finding({
      rule: 'network-policy-blocks-ingress',
      message: 'no policy admits ingress-nginx to port 8080 of Deployment shop/web',
      chain: chain(
        [
          link('HTTPRoute shop/web', 'shop.example/a/long/path'),
          link('Service shop/web', 'port 80'),
          link('NetworkPolicy shop/default-deny'),
          link('Deployment shop/web', 'container "app" port 8080'),
        ],
        3,
      ),
      routes: ['f', 'e', 'd', 'c', 'b', 'a'].map(name => ref(`HTTPRoute shop/${name}`)),
      symptoms: [
        { controller: 'ingress-nginx', status: '504', when: 'always' },
        { controller: 'HAProxy', status: '503', when: 'always' },
        { controller: 'Envoy', status: '503', when: 'always' },
      ],
      fix: {
        safety: 'suggestion',
        title: 'admit the controller with a policy of its own',
        on: ref('NetworkPolicy shop/allow'),
        operations: [],
        creates: [
          { kind: 'NetworkPolicy', spec: { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] } },
        ],
      },
    }),
  ];
  expect(formatText(report({ findings }), plain)).toMatchInlineSnapshot(`
    "shop/web.yaml:1:1: error: no policy admits ingress-nginx to port 8080 of
        Deployment shop/web [network-policy-blocks-ingress]
      HTTPRoute shop/web (shop.example/a/long/path) ─ Service shop/web port 80
          ─ NetworkPolicy shop/default-deny
          ─✗─ Deployment shop/web container "app" port 8080
      client sees: 503 from HAProxy and Envoy; 504 from ingress-nginx; always
      breaks: 6 routes: HTTPRoute shop/a, HTTPRoute shop/b, HTTPRoute shop/c,
          HTTPRoute shop/d and 2 more
      fix: admit the controller with a policy of its own
          kind: NetworkPolicy
          spec:
            podSelector: {}
            ingress:
            - ports:
              - port: 8080

    1 error in 14 objects: 4 routes, 6 chains, all lead to a container
    "
  `);
});

test('a chain that breaks behind its last link ends with the mark', () => {
  const links = [link('Ingress shop/web', 'shop.example/'), link('Service shop/web', 'port 80')];
  const text = formatText(report({ findings: [finding({ chain: chain(links, 2) })] }), plain);
  expect(text).toContain('\n  Ingress shop/web (shop.example/) ─ Service shop/web port 80 ─✗\n');
});

test('operations on another object name it, and added objects are YAML', () => {
  const fix = {
    safety: 'safe',
    title: 'wait before SIGTERM',
    on: ref('Deployment shop/web'),
    operations: [{ op: 'add', path: '/spec/lifecycle', value: { preStop: { sleep: { seconds: 10 } } } }],
    creates: [],
  } as const;
  const text = formatText(report({ findings: [finding({ fix })] }), plain);
  expect(text.slice(text.indexOf('  fix:'), text.indexOf('\n\n'))).toMatchInlineSnapshot(`
    "  fix: wait before SIGTERM
        in Deployment shop/web
          /spec/lifecycle:
            preStop:
              sleep:
                seconds: 10"
  `);
});

test('a finding of the cluster is located by its object', () => {
  const at = { obj: obj(ref('Service shop/web'), null), at: '/spec' as const };
  expect(formatText(report({ findings: [finding({ at })] }), plain)).toMatch(/^Service shop\/web: error: /);
});

test('a narrow terminal breaks messages and never locations', () => {
  expect(
    formatText(report({ findings: [broken], files, places }), { ...plain, width: 40 }),
  ).toMatchInlineSnapshot(`
    "shop/web.yaml:6:19: error: Service
        shop/web sends port 80 to "htp", and
        no container of Deployment shop/web
        has that port
        [service-target-port-missing]
      Ingress shop/web (shop.example/)
          ─ Service shop/web port 80
          ─✗─ Deployment shop/web
        5 │     - port: 80
        6 │       targetPort: htp
          │                   ^^^
      client sees: 503 from ingress-nginx,
          always
      fix: name the port that the container
           has
          /spec/ports/0/targetPort: "htp" → "http"

    1 error in 14 objects: 4 routes, 6
        chains, all lead to a container
    "
  `);
});

test('colour only adds to the text', () => {
  const cluster = report({ findings: [broken, ...sometimes], files, places });
  const colored = formatText(cluster, { ...plain, color: true });
  expect(colored).toContain('\x1b[1mshop/web.yaml:6:19:\x1b[22m \x1b[31merror:\x1b[39m Service');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colour codes themselves
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(formatText(cluster, plain));
});
