import fs from 'node:fs';
import * as models from '@kubernetes/client-node';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { kindOf, kinds } from '../../src/kube/kinds.ts';
import { meantField, misspeltKeys } from '../../src/kube/misspelt.ts';
import type { Schema } from '../../src/kube/schema.ts';

const keysIn = (apiVersion: string, kind: string, rest: Json) => {
  const known = kindOf(apiVersion, kind)?.kind;
  if (known === undefined) throw new Error(`no kind ${kind}`);
  const body = { apiVersion, kind, metadata: { name: 'web' }, ...(rest as object) } as Json;
  return [...misspeltKeys(body, known.schema)].map(({ at, meant }) => `${at} ${meant}`);
};

const inContainer = (container: Json): Json => ({
  spec: { template: { spec: { containers: [container] } } },
});
const at = '/spec/template/spec/containers/0';

const slips: readonly (readonly [apiVersion: string, kind: string, rest: Json, found: readonly string[]])[] =
  [
    [
      'v1',
      'Service',
      { spec: { ports: [{ port: 80, targetport: 8080 }] } },
      ['/spec/ports/0/targetport targetPort'],
    ],
    ['v1', 'Service', { spec: { port: [{ port: 80 }] } }, ['/spec/port ports']],
    ['v1', 'Service', { specs: {} }, ['/specs spec']],
    ['v1', 'Service', { spec: { selectors: { app: 'web' } } }, ['/spec/selectors selector']],
    ['apps/v1', 'Deployment', inContainer({ readynessProbe: {} }), [`${at}/readynessProbe readinessProbe`]],
    ['apps/v1', 'Deployment', inContainer({ livelinessProbe: {} }), [`${at}/livelinessProbe livenessProbe`]],
    [
      'apps/v1',
      'Deployment',
      inContainer({ readinessProbe: { httpget: {} } }),
      [`${at}/readinessProbe/httpget httpGet`],
    ],
    [
      'apps/v1',
      'Deployment',
      inContainer({ ports: [{ contaierPort: 80 }] }),
      [`${at}/ports/0/contaierPort containerPort`],
    ],
    [
      'networking.k8s.io/v1',
      'Ingress',
      { spec: { ingressClassname: 'nginx' } },
      ['/spec/ingressClassname ingressClassName'],
    ],
    [
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      { spec: { rules: [{ backendRef: [] }] } },
      ['/spec/rules/0/backendRef backendRefs'],
    ],
  ];

test.for(slips)('of %s %s, %j has a key that is meant otherwise', ([apiVersion, kind, rest, found]) => {
  expect(keysIn(apiVersion, kind, rest)).toEqual(found);
});

const silent: readonly (readonly [why: string, apiVersion: string, kind: string, rest: Json])[] = [
  [
    'labels and annotations take any key',
    'v1',
    'Service',
    { metadata: { labels: { names: 'a' }, annotations: { kinds: 'b' } } },
  ],
  ['a selector takes any key', 'v1', 'Service', { spec: { selector: { ports: 'a', type: 'b' } } }],
  ['a valid field that is not read', 'v1', 'Service', { spec: { clusterIPs: ['10.0.0.1'] } }],
  ['the field is there, too', 'v1', 'Service', { spec: { ports: [{ port: 80 }], port: 80 } }],
  ['a key like no field', 'v1', 'Service', { spec: { sessionAffinity: 'None' }, 'x-anchors': {} }],
  ['a status is written by no person', 'apps/v1', 'Deployment', { status: { readyReplica: 1 } }],
  ['a parameter', 'v1', 'Service', { spec: { $PORTS: [] } }],
];

test.for(silent)('%s', ([, apiVersion, kind, rest]) => {
  expect(keysIn(apiVersion, kind, rest)).toEqual([]);
});

describe('no valid field of the API is taken for another', () => {
  interface Model {
    readonly attributeTypeMap?: readonly { readonly baseName: string; readonly type: string }[];
  }
  const modelOf = (type: string) =>
    (models as unknown as Record<string, Model>)[type.replace(/^Array<(.*)>$/, '$1')]?.attributeTypeMap;

  /** The fields of the model that a schema would take for another of its own. */
  function* confused(type: string, schema: Schema, path: string): Iterable<string> {
    const part = schema.items ?? schema;
    for (const { baseName, type: inner } of modelOf(type) ?? []) {
      const field = part.properties?.[baseName];
      // No person writes a status.
      if (baseName === 'status') continue;
      if (field !== undefined) yield* confused(inner, field, `${path}.${baseName}`);
      else if (part.properties !== undefined && meantField(baseName, part.properties) !== null)
        yield `${path}.${baseName}`;
    }
  }

  const builtIn = kinds.filter(({ kind, group, versions }) => modelOf(modelName(group, kind, versions[0])));
  function modelName(group: string, kind: string, version = 'v1') {
    const name = `${version[0]?.toUpperCase()}${version.slice(1)}${kind}`;
    return group === '' || !group.includes('.') || group.endsWith('k8s.io') ? name : '';
  }

  test('there are models of the built-in kinds', () => {
    expect(builtIn.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Service', 'Deployment', 'Ingress', 'NetworkPolicy', 'CronJob']),
    );
  });

  test.for(builtIn.map(kind => [kind.kind, kind] as const))('%s', ([, { group, kind, versions, schema }]) => {
    expect([...confused(modelName(group, kind, versions[0]), schema, kind)]).toEqual([]);
  });

  interface CrdSchema {
    readonly properties?: Readonly<Record<string, CrdSchema>>;
    readonly items?: CrdSchema;
  }
  function* confusedIn(crd: CrdSchema, schema: Schema, path: string): Iterable<string> {
    const [from, part] = [crd.items ?? crd, schema.items ?? schema];
    for (const [name, inner] of Object.entries(from.properties ?? {})) {
      const field = part.properties?.[name];
      if (name === 'status') continue;
      if (field !== undefined) yield* confusedIn(inner, field, `${path}.${name}`);
      else if (part.properties !== undefined && meantField(name, part.properties) !== null)
        yield `${path}.${name}`;
    }
  }

  interface Crd {
    readonly spec: {
      readonly group: string;
      readonly names: { readonly kind: string };
      readonly versions: readonly {
        readonly name: string;
        readonly schema: { readonly openAPIV3Schema: CrdSchema };
      }[];
    };
  }
  const crds = fs
    .readdirSync('test/e2e/crds')
    .flatMap(file => loadAll(fs.readFileSync(`test/e2e/crds/${file}`, 'utf8')) as Crd[])
    .flatMap(({ spec }) =>
      spec.versions.flatMap(({ name, schema }) => {
        const known = kindOf(`${spec.group}/${name}`, spec.names.kind);
        return known === null
          ? []
          : [[`${spec.names.kind} ${name}`, schema.openAPIV3Schema, known.kind] as const];
      }),
    );

  test('there are definitions of the custom kinds', () => {
    expect(crds.map(([name]) => name)).toEqual(
      expect.arrayContaining(['HTTPRoute v1', 'Rollout v1alpha1', 'Route v1']),
    );
  });

  test.for(crds)('%s', ([name, crd, { schema }]) => {
    expect([...confusedIn(crd, schema, name)]).toEqual([]);
  });
});
