import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createConfig, defaultAdmission, type Profile } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { keysAt } from '../../src/config/schema.ts';
import type { Json } from '../../src/kube/json.ts';
import { type AnyRule, defineRule, type Params } from '../../src/rule.ts';
import { cases } from '../support/cases.ts';

const rule = (id: string, params: Params = {}): AnyRule =>
  defineRule({
    id,
    summary: '',
    subject: 'object',
    chainBreak: null,
    params,
    check: () => [],
    say: () => '',
  });

const preStop = rule('pre-stop-missing', {
  seconds: 10,
  signal: 'SIGTERM',
  patient: true,
  ports: ['metrics'],
});
const rules = [preStop, rule('readiness-probe-missing'), rule('invalid-object')];

const preStopParams = (params: Json): Json => ({ rules: { 'pre-stop-missing': { params } } });
const exempting = (exemption: Json): Json => ({ exemptions: [exemption] });

describe('what is wrong, and where', () => {
  // biome-ignore format: a table, one line a case
  test.each<[string, Json, string, string]>([
    ['a list', [], '', 'the config is an empty list: use an object'],
    ['a text', 'baseline', '', 'the config is "baseline": use an object'],
    ['a slip in a key', { profil: 'strict' }, '/profil', 'the key "profil" is unknown: did you mean "profile"?'],
    ['a key in other letters', { kubeversion: '1.33' }, '/kubeversion', 'the key "kubeversion" is unknown: did you mean "kubeVersion"?'],
    ['a key like no other', { severity: 1 }, '/severity', 'the key "severity" is unknown: use "profile", "mode", "updates", "kubeVersion", "controllers", "rules", "namespaces", "exemptions" or "exempt"'],
    ['a key with a slash', { 'a/b': 1 }, '/a~1b', 'the key "a/b" is unknown'],
    ['a key that objects inherit', JSON.parse('{"__proto__": {}}'), '/__proto__', 'the key "__proto__" is unknown'],
    ['a profile that is none', { profile: 'relaxed' }, '/profile', 'profile is "relaxed": use "baseline" or "strict"'],
    ['a profile that is a number', { profile: 1 }, '/profile', 'profile is the number 1: use "baseline" or "strict"'],
    ['a mode', { mode: 'deny' }, '/mode', 'mode is "deny": use "enforce", "warn" or "audit"'],
    ['a version without quotes', { kubeVersion: 1.3 }, '/kubeVersion', 'kubeVersion is the number 1.3: use a version in quotes, such as "1.33"'],
    ['a version that is none', { kubeVersion: 'latest' }, '/kubeVersion', 'kubeVersion is "latest": use a version such as "1.33"'],

    ['rules as a list', { rules: ['pre-stop-missing'] }, '/rules', 'rules is a list: use an object'],
    ['a slip in a rule', { rules: { 'prestop-missing': 'off' } }, '/rules/prestop-missing', 'the rule "prestop-missing" is unknown: did you mean "pre-stop-missing"?'],
    ['a rule like no other', { rules: { latency: 'off' } }, '/rules/latency', 'the rule "latency" is unknown: use "pre-stop-missing", "readiness-probe-missing" or "invalid-object"'],
    ['an action that is none', { rules: { 'invalid-object': 'error' } }, '/rules/invalid-object', 'rules.invalid-object is "error": use "deny", "patch", "warn", "audit" or "off", or an object with "action", "scope", "patch" or "params"'],
    ['a rule that is a boolean', { rules: { 'invalid-object': true } }, '/rules/invalid-object', 'rules.invalid-object is true: use "deny"'],
    ['an action inside that is none', { rules: { 'invalid-object': { action: 'error' } } }, '/rules/invalid-object/action', 'rules.invalid-object.action is "error": use "deny", "patch", "warn", "audit" or "off"'],
    ['a scope that is none', { rules: { 'invalid-object': { scope: 'some' } } }, '/rules/invalid-object/scope', 'use "routed", "served" or "all"'],
    ['a key of a rule', { rules: { 'invalid-object': { param: {} } } }, '/rules/invalid-object/param', 'the key "param" is unknown: did you mean "params"?'],
    ['params as a list', preStopParams([]), '/rules/pre-stop-missing/params', 'rules.pre-stop-missing.params is an empty list: use an object'],
    ['a slip in a parameter', preStopParams({ second: 5 }), '/rules/pre-stop-missing/params/second', 'the parameter "second" of "pre-stop-missing" is unknown: did you mean "seconds"?'],
    ['a parameter where there is none', { rules: { 'invalid-object': { params: { a: 1 } } } }, '/rules/invalid-object/params/a', 'is unknown: there is none'],
    ['a text for a number', preStopParams({ seconds: '5' }), '/rules/pre-stop-missing/params/seconds', 'rules.pre-stop-missing.params.seconds is "5": use a number such as 10'],
    ['a number for a text', preStopParams({ signal: 15 }), '/rules/pre-stop-missing/params/signal', 'is the number 15: use a string such as "SIGTERM"'],
    ['a text for a boolean', preStopParams({ patient: 'yes' }), '/rules/pre-stop-missing/params/patient', 'use true or false'],
    ['numbers in a list of texts', preStopParams({ ports: [80] }), '/rules/pre-stop-missing/params/ports', 'is a list: use a list of strings'],
    ['an object for a parameter', preStopParams({ seconds: {} }), '/rules/pre-stop-missing/params/seconds', 'is an object: use a number such as 10'],

    ['a profile of a namespace', { namespaces: { 'team-*': { profile: 'none' } } }, '/namespaces/team-*/profile', 'namespaces["team-*"].profile is "none": use "baseline", "strict" or "off"'],
    ['a key of a namespace', { namespaces: { a: { rule: {} } } }, '/namespaces/a/rule', 'did you mean "rules"?'],
    ['a rule of a namespace', { namespaces: { a: { rules: { nope: 'off' } } } }, '/namespaces/a/rules/nope', 'the rule "nope" is unknown'],
    ['a parameter of a namespace', { namespaces: { a: { rules: { 'pre-stop-missing': { params: { seconds: true } } } } } }, '/namespaces/a/rules/pre-stop-missing/params/seconds', 'is true: use a number such as 10'],
    ['a namespace with nothing in it', { namespaces: { a: null } }, '/namespaces/a', 'namespaces.a is null: use an object'],

    ['an exemption without a reason', exempting({ rules: ['*'] }), '/exemptions/0', 'exemptions[0] has no "reason"'],
    ['an empty reason', exempting({ rules: ['*'], reason: '' }), '/exemptions/0/reason', 'exemptions[0].reason is empty: use some text'],
    ['an exemption from nothing', exempting({ rules: [], reason: 'old' }), '/exemptions/0/rules', 'exemptions[0].rules is an empty list: use at least one rule'],
    ['an exemption from one rule without a list', exempting({ rules: '*', reason: 'old' }), '/exemptions/0/rules', 'exemptions[0].rules is "*": use a list'],
    ['an exemption from a rule that is none', exempting({ rules: ['*', 'invalid'], reason: 'old' }), '/exemptions/0/rules/1', 'the rule "invalid" is unknown'],
    ['an exemption until a word', exempting({ rules: ['*'], reason: 'old', until: 'spring' }), '/exemptions/0/until', 'exemptions[0].until is "spring": use a date such as "2027-01-31"'],
    ['an exemption until no day', exempting({ rules: ['*'], reason: 'old', until: '2027-02-30' }), '/exemptions/0/until', 'exemptions[0].until is "2027-02-30", which is not a date'],
    ['a key of an exemption', exempting({ rules: ['*'], reason: 'old', untill: '2027-01-01' }), '/exemptions/0/untill', 'did you mean "until"?'],

    ['a preset that is none', { controllers: [{ preset: 'nginx-ingress' }] }, '/controllers/0/preset', 'the preset "nginx-ingress" is unknown: use "ingress-nginx"'],
    ['a slip in a preset', { controllers: [{ preset: 'treafik' }] }, '/controllers/0/preset', 'the preset "treafik" is unknown: did you mean "traefik"?'],
    ['a boolean in quotes', { controllers: [{ hostNetwork: 'true' }] }, '/controllers/0/hostNetwork', 'controllers[0].hostNetwork is "true": use true or false'],
    ['a label without quotes', { controllers: [{ labels: { tier: 1 } }] }, '/controllers/0/labels/tier', 'controllers[0].labels.tier is the number 1: use a string'],
    ['a key of a controller', { controllers: [{ class: 'nginx' }] }, '/controllers/0/class', 'the key "class" is unknown'],
    ['users without a list', { exempt: { users: 'root' } }, '/exempt/users', 'exempt.users is "root": use a list'],
  ])('%s', (_, value, at, message) => {
    const parsed = parseConfig(value, rules);
    const errors = parsed.is === 'errors' ? parsed.errors : [];
    expect(errors.map(error => error.at)).toEqual([at]);
    expect(errors[0]?.message).toContain(message);
  });

  test('every mistake is told, by its place', () => {
    const parsed = parseConfig(
      { rules: { nope: 'loud' }, profile: 1, controllers: [{ preset: 'x' }] },
      rules,
    );
    expect(parsed.is === 'errors' && parsed.errors.map(error => error.at)).toEqual([
      '/controllers/0/preset',
      '/profile',
      '/rules/nope',
      '/rules/nope',
    ]);
  });
});

describe('a policy that holds', () => {
  const empty = {
    profile: 'baseline',
    rules: {},
    namespaces: {},
    exemptions: [],
    settings: { controllers: [], kubeVersion: null },
    admission: defaultAdmission,
  };

  test.each<[string, Json | undefined]>([
    ['no file at all', undefined],
    ['an empty file', null],
    ['an empty object', {}],
    ['keys with nothing under them', { rules: null, exemptions: null }],
  ])('%s is the baseline', (_, value) => {
    expect(parseConfig(value, rules)).toEqual({ is: 'config', config: empty });
  });

  test('what only admission reads', () => {
    const parsed = parseConfig({ mode: 'audit', updates: 'strict', exempt: { users: ['root'] } }, rules);
    const admission = { mode: 'audit', updates: 'strict', exempt: { users: ['root'], groups: [] } };
    expect(parsed).toEqual({ is: 'config', config: { ...empty, admission } });
  });

  test('everything at once', () => {
    const parsed = parseConfig(
      {
        profile: 'strict',
        kubeVersion: 'v1.31.4',
        controllers: [
          { preset: 'traefik' },
          { namespace: 'edge', labels: { app: 'proxy' }, classes: ['edge'], hostNetwork: true },
        ],
        rules: { 'invalid-object': 'warn', 'pre-stop-missing': { scope: 'all', params: { seconds: 5 } } },
        namespaces: {
          'team-*': { profile: 'off' },
          shop: { rules: { 'invalid-object': { action: 'deny' } } },
        },
        exemptions: [
          { rules: ['*'], reason: 'goes away', until: '2028-02-29' },
          { rules: ['invalid-object'], kind: 'Service', namespace: 'shop', name: 'old-*', reason: 'old' },
        ],
      },
      rules,
    );
    expect(parsed).toEqual({
      is: 'config',
      config: {
        profile: 'strict',
        rules: {
          'invalid-object': { action: 'warn' },
          'pre-stop-missing': { scope: 'all', params: { seconds: 5 } },
        },
        namespaces: {
          'team-*': { profile: 'off', rules: {} },
          shop: { profile: undefined, rules: { 'invalid-object': { action: 'deny' } } },
        },
        exemptions: [
          { rules: ['*'], kind: null, namespace: null, name: null, reason: 'goes away', until: '2028-02-29' },
          {
            rules: ['invalid-object'],
            kind: 'Service',
            namespace: 'shop',
            name: 'old-*',
            reason: 'old',
            until: null,
          },
        ],
        settings: {
          controllers: [
            { preset: 'traefik', classes: [], namespace: null, labels: null, hostNetwork: null },
            {
              preset: null,
              classes: ['edge'],
              namespace: 'edge',
              labels: { app: 'proxy' },
              hostNetwork: true,
            },
          ],
          kubeVersion: 31,
        },
        admission: defaultAdmission,
      },
    });
  });

  test('what it says of a rule is what the judge is told', () => {
    const parsed = parseConfig(preStopParams({ seconds: 5 }), rules);
    const profile: Profile = { scope: 'routed', rules: { 'pre-stop-missing': 'patch' } };
    const config = createConfig(parsed.is === 'config' ? parsed.config : {}, {
      baseline: profile,
      strict: profile,
    });
    expect(config.ruleFor(preStop, 'shop')).toEqual({
      action: 'patch',
      scope: 'routed',
      patch: 'add',
      params: { ...preStop.params, seconds: 5 },
    });
  });
});

test('the keys that are offered are those of the schema', () => {
  const schema = JSON.parse(readFileSync('policies/config.schema.json', 'utf8'));
  const keys = (object: { readonly properties: object }) => Object.keys(object.properties);
  const { controllers, exemptions, exempt, namespaces } = schema.properties;
  const ruleKeys = keys(schema.definitions.rules.additionalProperties.anyOf[1]);
  expect(keysAt([])).toEqual(keys(schema));
  expect(keysAt(['controllers', '0'])).toEqual(keys(controllers.items));
  expect(keysAt(['exemptions', '0'])).toEqual(keys(exemptions.items));
  expect(keysAt(['exempt'])).toEqual(keys(exempt));
  expect(keysAt(['namespaces', 'shop'])).toEqual(keys(namespaces.additionalProperties));
  expect(keysAt(['rules', 'x'])).toEqual(ruleKeys);
  expect(keysAt(['namespaces', 'shop', 'rules', 'x'])).toEqual(ruleKeys);
});

describe('any JSON', () => {
  const word = fc.constantFrom(
    ...[
      'profile',
      'rules',
      'namespaces',
      'exemptions',
      'controllers',
      'params',
      'action',
      'until',
      'reason',
      'exempt',
    ],
    ...[
      'preset',
      'kubeVersion',
      'pre-stop-missing',
      'seconds',
      'warn',
      'baseline',
      '*',
      '2027-02-30',
      '__proto__',
      'a/b~c',
      '',
    ],
  );
  const { tree } = fc.letrec<{ tree: Json }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
      fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));

  test.each<[string, fc.Arbitrary<Json>]>([
    ['arbitrary', fc.jsonValue() as fc.Arbitrary<Json>],
    ['of the words of a policy', tree],
  ])('%s: never a throw, and every error has a place and a sentence', (_, json) => {
    fc.assert(
      fc.property(json, value => {
        const parsed = parseConfig(value, rules);
        if (parsed.is === 'config') return;
        expect(parsed.errors.length).toBeGreaterThan(0);
        for (const { at, message } of parsed.errors) {
          expect(at).toMatch(/^(\/|$)/);
          expect(message).not.toMatch(/undefined|must match|anyOf|\[object/);
        }
      }),
      cases({ sample: 250, full: 1000 }),
    );
  });
});

test('a bare off, which YAML reads as false, turns a rule or a namespace off', () => {
  const parsed = parseConfig(
    {
      rules: { 'invalid-object': false, 'pre-stop-missing': { action: false, params: { patient: false } } },
      namespaces: { legacy: { profile: false } },
    },
    rules,
  );
  expect(parsed).toMatchObject({
    is: 'config',
    config: {
      rules: {
        'invalid-object': { action: 'off' },
        'pre-stop-missing': { action: 'off', params: { patient: false } },
      },
      namespaces: { legacy: { profile: 'off' } },
    },
  });
});
