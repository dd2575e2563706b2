import { expect, test } from 'vitest';
import { refKey } from '../../src/kube/object.ts';
import { formatJson } from '../../src/report/json.ts';
import { finding, obj, place, ref, report } from './build.ts';

const service = ref('Service shop/web');

test('a finding has every key, in the order of the description', () => {
  const fix = {
    safety: 'safe',
    title: 'name it',
    on: service,
    operations: [{ op: 'replace', path: '/spec/ports/0/targetPort', value: 'http' }],
    creates: [],
  } as const;
  const cluster = report({
    findings: [finding({ fix })],
    places: { '/spec/ports/0/targetPort': place('shop/web.yaml', 6, 19, 22) },
    linked: { [refKey(service)]: 'shop/web.yaml' },
    summary: { unknown: { parameter: 1, ambiguous: 2 } },
    problems: [{ file: 'a.yaml', line: null, message: 'is a socket', is: 'error' }],
    suppressed: { exempt: 2, baseline: 3 },
  });
  expect(formatJson(cluster)).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "findings": [
        {
          "rule": "service-target-port-missing",
          "severity": "error",
          "certainty": "proven",
          "exposure": "routed",
          "message": "Service shop/web sends port 80 to \\"htp\\", and no container of Deployment shop/web has that port",
          "object": {
            "apiVersion": "v1",
            "kind": "Service",
            "namespace": "shop",
            "name": "web"
          },
          "path": "/spec/ports/0/targetPort",
          "file": "shop/web.yaml",
          "line": 6,
          "column": 19,
          "chain": [
            {
              "kind": "Ingress",
              "namespace": "shop",
              "name": "web",
              "file": null,
              "line": null
            },
            {
              "kind": "Service",
              "namespace": "shop",
              "name": "web",
              "file": "shop/web.yaml",
              "line": 1
            },
            {
              "kind": "Deployment",
              "namespace": "shop",
              "name": "web",
              "file": null,
              "line": null
            }
          ],
          "routes": [
            {
              "kind": "Ingress",
              "namespace": "shop",
              "name": "web"
            }
          ],
          "symptoms": [
            {
              "controller": "ingress-nginx",
              "status": "503",
              "when": "always"
            }
          ],
          "fix": {
            "title": "name it",
            "safety": "safe",
            "operations": [
              {
                "op": "replace",
                "path": "/spec/ports/0/targetPort",
                "value": "http"
              }
            ],
            "creates": []
          }
        }
      ],
      "summary": {
        "objects": 14,
        "routes": 4,
        "chains": 6,
        "resolved": 6,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "unknown": {
          "ambiguous": 2,
          "parameter": 1
        },
        "suppressed": {
          "exempt": 2,
          "baseline": 3
        }
      },
      "problems": [
        {
          "file": "a.yaml",
          "line": null,
          "message": "is a socket",
          "severity": "error"
        }
      ]
    }
    "
  `);
});

test('what has no file has null, and an empty report has every key', () => {
  const cluster = report({ findings: [finding({ at: { obj: obj(service, null), at: '' } })] });
  const [first] = JSON.parse(formatJson(cluster)).findings;
  expect(first).toMatchObject({ file: null, line: null, column: null, path: '', fix: null });
  expect(first.chain[0]).toEqual({
    kind: 'Ingress',
    namespace: 'shop',
    name: 'web',
    file: null,
    line: null,
  });
  const empty = JSON.parse(formatJson(report()));
  expect(Object.keys(empty)).toEqual(['version', 'findings', 'summary', 'problems']);
  expect(empty.findings).toEqual([]);
});

test('operations on another object are not offered for this one', () => {
  const fix = {
    safety: 'safe',
    title: 'x',
    on: ref('Deployment shop/web'),
    operations: [{ op: 'add', path: '/a', value: 1 }],
    creates: [],
  } as const;
  const { findings } = JSON.parse(formatJson(report({ findings: [finding({ fix })] })));
  expect(findings[0].fix).toEqual({ title: 'x', safety: 'safe', operations: [], creates: [] });
});

test('a finding that is off is in no format', () => {
  expect(JSON.parse(formatJson(report({ findings: [finding({ level: 'off' })] }))).findings).toEqual([]);
});
