import fs from 'node:fs';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { modes } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Json } from '../../src/kube/json.ts';
import { presets } from '../../src/routes/controllers/presets.ts';
import { levels } from '../../src/rule.ts';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const read = (file: string) => fs.readFileSync(file, 'utf8');
const page = read('docs/configuration.md');
const schema: Schema = JSON.parse(read('policies/config.schema.json'));

/** The rows of the page's tables, by their first cell. */
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.slice(2, -2).split(' | '));
const rowOf = (first: string) => rows.find(([cell]) => cell === `\`${first}\``) ?? [];
const section = (title: string) => page.split(/\n(?=##+ )/).find(part => part.startsWith(title)) ?? '';

/** Every key of the schema as the page writes it, such as `exemptions[].until`, with its values. */
function keysOf(at: string, part: Schema): readonly (readonly [key: string, values: readonly string[]])[] {
  const { properties = {}, additionalProperties, items, $ref, anyOf = [] } = part;
  const named = $ref === undefined ? undefined : schema.definitions?.[$ref.replace('#/definitions/', '')];
  return [
    ...Object.entries(properties).flatMap(([key, inner]) => {
      const path = at === '' ? key : `${at}.${key}`;
      const target = inner.$ref === '#/definitions/action' ? schema.definitions?.action : inner;
      return [[path, target?.enum ?? []] as const, ...(key === 'params' ? [] : keysOf(path, inner))];
    }),
    // The settings of a rule are the same in a namespace.
    ...(named === undefined || at.startsWith('namespaces') ? [] : keysOf(at, named)),
    ...anyOf.flatMap(choice => keysOf(at, choice)),
    ...(typeof additionalProperties === 'object' ? keysOf(`${at}.*`, additionalProperties) : []),
    ...(items === undefined ? [] : keysOf(`${at}[]`, items)),
  ];
}

const keys = keysOf('', schema);

test('the walk through the schema finds the inner keys, too', () => {
  const names = keys.map(([key]) => key);
  expect(names).toEqual(
    expect.arrayContaining(['profile', 'rules.*.scope', 'namespaces.*.profile', 'exemptions[].until']),
  );
});

test.for(keys)('the page has a row for %s with each value', ([key, values]) => {
  const [, listed = '', normal = '', meaning = ''] = rowOf(key);
  expect(meaning).not.toBe('');
  expect(normal).not.toBe('');
  for (const value of values) expect(listed).toContain(`\`${value}\``);
});

test('the page explains each action, scope, mode, profile and kind of update', () => {
  const explained = {
    '### Actions': levels,
    '### Scopes': ['routed', 'served', 'all'],
    '## Profiles': Object.keys(profiles),
    '## Admission': [...modes, 'lenient', 'strict'],
  };
  for (const [title, values] of Object.entries(explained))
    for (const value of values) expect(section(title), value).toContain(`| \`${value}\` |`);
  for (const [name, { scope }] of Object.entries(profiles)) expect(rowOf(name).at(-1)).toBe(`\`${scope}\``);
});

test('the page has each preset with its usual classes', () => {
  for (const { id, title, classNames, gatewayClassNames } of presets) {
    const [, name, classes = '', gatewayClasses = ''] = rowOf(id);
    expect(name).toBe(title);
    for (const usual of classNames) expect(classes).toContain(`\`${usual}\``);
    for (const usual of gatewayClassNames) expect(gatewayClasses).toContain(`\`${usual}\``);
  }
});

test('the page has each parameter of each rule with its default, and no other', () => {
  const listed = section('### Parameters')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split(' | ').slice(0, 3).join(' | '));
  const known = rules.flatMap(({ id, params }) =>
    Object.entries(params).map(
      ([name, normal]) => `| \`${id}\` | \`${name}\` | \`${JSON.stringify(normal)}\``,
    ),
  );
  expect(listed).toEqual(known);
});

test('the defaults of the page are those of an empty file', () => {
  const empty = parseConfig({}, rules);
  if (empty.is !== 'config') throw new Error('an empty file is valid');
  const { profile, admission } = empty.config;
  expect(rowOf('profile')[2]).toBe(`\`${profile}\``);
  expect(rowOf('mode')[2]).toBe(`\`${admission.mode}\``);
  expect(rowOf('updates')[2]).toBe(`\`${admission.updates}\``);
});

const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(match => match[1] ?? '');

test.for(examples)('the example of the page is valid:\n%s', text => {
  expect(parseConfig(load(text) as Json, rules)).toMatchObject({ is: 'config' });
});

test('the first example of the page has every key', () => {
  const first = load(examples[0] ?? '') as object;
  expect(Object.keys(first).sort()).toEqual(Object.keys(schema.properties ?? {}).sort());
});

describe('the schema for editors', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(read('policies/config.schema.generated.json')),
  );
  const isValid = (text: string) => validate(load(text));

  test('accepts the examples of the page', () => {
    for (const text of examples) expect(isValid(text), text).toBe(true);
  });

  test.for([
    'rules: {readiness-prob-missing: warn}',
    'rules: {pre-stop-missing: {params: {second: 3}}}',
    'namespaces: {shop: {rules: {nonsense: off}}}',
    'controllers: [{preset: nginx}]',
    'exemptions: [{rules: [nonsense], reason: none}]',
  ])('marks %s', text => {
    expect(isValid(text)).toBe(false);
  });
});
