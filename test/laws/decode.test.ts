import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexKeysOf } from '../../src/graph/index/index-keys.ts';
import { decode } from '../../src/kube/decode.ts';
import type { Json, JsonObject } from '../../src/kube/json.ts';
import { anyKind } from '../../src/kube/kinds/define.ts';
import { networkPolicy } from '../../src/kube/kinds/network-policy.ts';
import { service } from '../../src/kube/kinds/service.ts';
import { isOf, kinds } from '../../src/kube/kinds.ts';
import { labelsOf } from '../../src/kube/metadata.ts';
import type { Obj, Origin } from '../../src/kube/object.ts';
import { type Pointer, pointer, valueAt } from '../../src/kube/pointer.ts';
import { declaredPorts, resolvePort } from '../../src/kube/ports.ts';
import type { Schema } from '../../src/kube/schema.ts';
import { hasKey, matchesSelector, written } from '../../src/kube/selector.ts';
import { isParametric } from '../../src/kube/text.ts';
import { isOwned, isWorkload, podLabels, podSpecOf } from '../../src/kube/workload.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { cases } from '../support/cases.ts';

const schemas: ReadonlyMap<string, Schema> = new Map([
  ['*', anyKind],
  ...kinds.map(({ group, kind, schema }) => [`${group}/${kind}`, schema] as const),
]);

const origin: Origin = { from: 'file', file: 'a.yaml', document: 0, base: '' };

function object(value: Json): Obj {
  const obj = decode(value, origin);
  if (typeof obj === 'string') throw new Error(`no object: ${obj}`);
  return obj;
}

const junk: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Json>(null, true, 0, 80, 1.5, '', '8080', 'web', [], {}, [null], [[]]),
  },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
  { weight: 1, arbitrary: fc.constantFrom<Json>('${PORT}', { constructor: 1, 'a/b~': null }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map(value => value as Json) },
);

/** JSON that mostly fits the schema; about one value in `odds` is random. */
function shaped(schema: Schema, odds: number): fc.Arbitrary<Json> {
  const fit = fitting(schema, odds);
  return odds === 0 ? fit : fc.oneof({ weight: odds, arbitrary: fit }, { weight: 1, arbitrary: junk });
}

function fitting(schema: Schema, odds: number): fc.Arbitrary<Json> {
  const choices = [schema.type ?? []].flat().map(type => ofType(type, schema, odds));
  if (schema.nullable === true) choices.push(fc.constant(null));
  return fc.oneof(...choices);
}

const words = fc.constantFrom('web', 'app', 'http', 'TCP', 'Always', 'In', 'Service', 'use-annotation', '');
const keys = fc.constantFrom(
  'app',
  'a/b~c',
  'role',
  'constructor',
  '__proto__',
  'kubernetes.io/ingress.class',
);

function ofType(type: string, schema: Schema, odds: number): fc.Arbitrary<Json> {
  switch (type) {
    case 'string':
      return words;
    case 'number':
      return fc.constantFrom(0, 1, 0.5, 1e9);
    case 'integer':
      return fc.constantFrom(0, 1, 80, 8080, -1);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(schema.items === undefined ? junk : shaped(schema.items, odds), { maxLength: 2 });
    default: {
      if (schema.additionalProperties !== undefined) {
        return fc.dictionary(keys, shaped(schema.additionalProperties, odds), { maxKeys: 2 });
      }
      const fields = Object.entries(schema.properties ?? {}).map(
        ([field, value]) => [field, shaped(value, odds)] as const,
      );
      const requiredKeys = odds === 0 ? [...(schema.required ?? [])] : [];
      return fc.record(Object.fromEntries(fields), { requiredKeys }) as fc.Arbitrary<Json>;
    }
  }
}

const arbitraries = (odds: number): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    ...kinds.map(({ group, kind, versions, schema }) =>
      shaped(schema, odds).map(
        (body): JsonObject => ({
          ...(body as JsonObject),
          apiVersion: `${group === '' ? '' : `${group}/`}${versions[0]}`,
          kind,
        }),
      ),
    ),
  );

function freeze(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

/** Runs all code that reads the object as a typed one. */
function readAll(obj: Obj): void {
  const labels = written(labelsOf(obj));
  routeOf(obj);
  indexKeysOf(obj);
  isOwned(obj);
  if (obj.opaque !== null) return;
  const spec = isWorkload(obj) ? podSpecOf(obj) : {};
  declaredPorts(spec);
  if (isWorkload(obj)) hasKey(podLabels(obj), 'role');
  if (isOf(service, obj)) {
    const ports = obj.body.spec?.ports ?? [];
    for (const port of ports) resolvePort(port, { containers: [{ ports: [{ containerPort: 80 }] }] });
  }
  if (isOf(networkPolicy, obj)) {
    const policy = obj.body.spec;
    matchesSelector(policy?.podSelector ?? {}, labels);
    for (const peer of (policy?.ingress ?? []).flatMap(rule => rule.from ?? [])) {
      matchesSelector(peer.namespaceSelector ?? {}, labels);
    }
  }
}

const anything = fc.oneof(
  fc.jsonValue().map(value => value as Json),
  fc.record({ apiVersion: junk, kind: junk, metadata: junk }, { requiredKeys: [] }),
  fc.tuple(fc.constantFrom(...kinds), junk, junk).map(
    ([kind, meta, spec]): Json => ({
      apiVersion: `${kind.group === '' ? '' : `${kind.group}/`}v1`,
      kind: kind.kind,
      metadata: meta,
      spec,
      subsets: spec,
      endpoints: spec,
    }),
  ),
  arbitraries(12),
);

test('never throws, is not changed, and what is not opaque can be read', () => {
  fc.assert(
    fc.property(anything, value => {
      const obj = decode(freeze(value), origin);
      if (typeof obj === 'string') return;
      expect(obj.body).toBe(value);
      const inside = obj.malformed.some(({ at }) => !/^\/metadata\/(labels|annotations)\//.test(at));
      if (inside) expect(obj.opaque).toBe('malformed');
      if (obj.opaque === 'malformed') expect(obj.malformed.length).toBeGreaterThan(0);
      readAll(obj);
    }),
    cases({ sample: 1000, full: 3000 }),
  );
});

test('what has the shape of its schema fits', () => {
  fc.assert(
    fc.property(arbitraries(0), value => {
      const obj = object(value);
      expect(obj.malformed).toEqual([]);
      expect(obj.opaque).toBeNull();
      readAll(obj);
    }),
    cases({ sample: 300, full: 1000 }),
  );
});

const isParameter = (value: Json | undefined) => typeof value === 'string' && isParametric(value);

// ajv changes the schemas that it gets.
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true }).addVocabulary(['open']);
const oracles = new Map([...schemas].map(([kind, schema]) => [kind, ajv.compile(structuredClone(schema))]));

test('the compiled code finds the very places that ajv finds', () => {
  fc.assert(
    fc.property(arbitraries(12), value => {
      const obj = object(value);
      const oracle = oracles.get(`${obj.ref.group}/${obj.ref.kind}`);
      oracle?.(value);
      const expected = (oracle?.errors ?? [])
        .map(
          error =>
            error.instancePath + (error.keyword === 'required' ? pointer(error.params.missingProperty) : ''),
        )
        .filter(at => !isParameter(valueAt(value, at as Pointer)));
      expect(obj.malformed.map(fault => fault.at).sort()).toEqual(expected.sort());
    }),
    cases({ sample: 1000, full: 3000 }),
  );
});
