import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { refKey } from '../../src/kube/object.ts';
import { fingerprint } from '../../src/report/fingerprint.ts';
import type { Report } from '../../src/report/report.ts';
import { formatSarif } from '../../src/report/sarif.ts';
import { cases } from '../support/cases.ts';
import { finding, obj, place, ref, report } from './build.ts';

const rules = [
  { id: 'backend-service-missing', summary: 'the Service is not there', helpUri: 'https://docs.example/b' },
  { id: 'service-target-port-missing', summary: 'no container has the port' },
];

/** RFC 3986, appendix A, as far as it tells a reference from other text. */
const uriReference = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#[\]-]|%[0-9A-F]{2})*$/;

/** The schema is written for draft 4; nothing in it but its `id` differs from what ajv knows. */
const validate = (() => {
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync(new URL('sarif-2.1.0.schema.json', import.meta.url), 'utf8'));
  const formats = {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': uriReference,
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  };
  return new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);
})();

function sarif(cluster: Report): Log {
  const log = JSON.parse(formatSarif(cluster, rules));
  validate(log);
  expect(validate.errors).toBeNull();
  return log;
}

const service = ref('Service shop/web');
const full = report({
  findings: [
    finding(),
    finding({
      key: 'b',
      level: 'warn',
      fix: { safety: 'safe', title: 'x', on: service, operations: [], creates: [] },
    }),
    finding({ key: 'c', level: 'audit', at: { obj: obj(service, null), at: '' } }),
    finding({ key: 'd', rule: 'not-listed', at: { obj: obj(service, '/srv/a b/ü:%#.yaml'), at: '/x' } }),
  ],
  places: { '/spec/ports/0/targetPort': place('./shop/web 1.yaml', 6, 19, 22) },
  linked: { [refKey(service)]: 'shop/web.yaml' },
  problems: [
    { file: 'a.yaml', line: 3, message: 'found a tab', is: 'error' },
    { file: '-', line: null, message: 'is empty', is: 'note' },
  ],
});

test('the log is valid and complete when nothing is found', () => {
  const [run] = sarif(report()).runs;
  expect(run?.results).toEqual([]);
  expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(run?.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
});

test('the schema refuses what is not SARIF', () => {
  expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
});

test('a full log is valid, with a level and a rule for each result', () => {
  const results = sarif(full).runs[0]?.results ?? [];
  expect(results.map(({ ruleId, level, ruleIndex }) => [ruleId, level, ruleIndex])).toEqual([
    ['service-target-port-missing', 'warning', 1],
    ['service-target-port-missing', 'error', 1],
    ['not-listed', 'error', undefined],
    ['service-target-port-missing', 'note', 1],
  ]);
});

test('columns are exact, URIs are encoded, and the chain is related', () => {
  const [run] = sarif(full).runs;
  const [, first, absolute, fromCluster] = run?.results ?? [];
  expect(run?.columnKind).toBe('utf16CodeUnits');
  expect(first?.locations?.[0]).toMatchInlineSnapshot(`
    {
      "logicalLocations": [
        {
          "fullyQualifiedName": "Service shop/web",
          "kind": "resource",
        },
      ],
      "physicalLocation": {
        "artifactLocation": {
          "uri": "shop/web%201.yaml",
        },
        "region": {
          "endColumn": 22,
          "endLine": 6,
          "startColumn": 19,
          "startLine": 6,
        },
      },
    }
  `);
  expect(first?.relatedLocations).toMatchInlineSnapshot(`
    [
      {
        "id": 1,
        "message": {
          "text": "Service shop/web port 80",
        },
        "physicalLocation": {
          "artifactLocation": {
            "uri": "shop/web.yaml",
          },
          "region": {
            "endColumn": 2,
            "endLine": 1,
            "startColumn": 1,
            "startLine": 1,
          },
        },
      },
    ]
  `);
  expect(first?.partialFingerprints).toEqual({ 'ingressPolicy/v1': fingerprint(finding()) });
  expect(absolute?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
    'file:///srv/a%20b/%C3%BC%3A%25%23.yaml',
  );
  expect(fromCluster?.locations).toEqual([
    { logicalLocations: [{ fullyQualifiedName: 'Service shop/web', kind: 'resource' }] },
  ]);
});

test('a log is valid whatever a file is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), file => {
      sarif(report({ findings: [finding({ at: { obj: obj(service, file), at: '/x' } })] }));
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('an error of the input makes the run unsuccessful', () => {
  const [invocation] = sarif(full).runs[0]?.invocations ?? [];
  expect(invocation?.executionSuccessful).toBe(false);
  expect(invocation?.toolExecutionNotifications?.map(({ level }) => level)).toEqual(['note', 'error']);
});

test('a manifest cannot place a link in a message', () => {
  const [run] = sarif(report({ findings: [finding({ message: 'a [b](https://evil.example) [c]' })] })).runs;
  expect(run?.results?.[0]?.message.text).toMatch(/^a \\\[b\]\(https:\/\/evil\.example\) \[c\]\n/);
});
