import { expect, test } from 'vitest';
import { createConfig, type Profile } from '../../src/config/config.ts';
import { defineRule, type Level } from '../../src/rule.ts';
import { judge } from '../support/check.ts';
import { deployment, ingress, manifest } from '../support/manifests.ts';

const rule = defineRule({
  id: 'a',
  summary: '',
  subject: 'object',
  chainBreak: null,
  params: {},
  check: () => [],
  say: () => '',
});
const profile: Profile = { scope: 'routed', rules: { a: 'deny' } };

const namespaces = {
  '*': { rules: { a: { action: 'off' } } },
  'team-*': { rules: { a: { action: 'audit' } } },
  'team-a*': { rules: { a: { action: 'warn' } } },
  'team-*x': { rules: { a: { action: 'deny' } } },
  shop: { rules: { a: { action: 'patch' } } },
} as const;

const cases: readonly (readonly [namespace: string | null, action: Level, why: string])[] = [
  ['shop', 'patch', 'the very name'],
  ['team-b', 'audit', 'the longer pattern'],
  ['team-a1', 'warn', 'the longest pattern'],
  ['team-ax', 'warn', 'the first of two that are equally long'],
  ['other', 'off', 'the one that fits'],
  [null, 'off', 'the one that fits no name'],
];

test.for(cases)('for namespace %s the policy says %s: %s', ([namespace, action]) => {
  const config = createConfig({ namespaces }, { baseline: profile, strict: profile });
  expect(config.ruleFor(rule, namespace).action).toBe(action);
});

test.for([
  ['*', 1],
  ['Ingress', 1],
  ['Ing*', 1],
  ['Service', 0],
] as const)('an exemption of kind "%s" silences %s findings on an Ingress', ([kind, silenced]) => {
  const exemption = { rules: ['*'], kind, namespace: null, name: null, reason: 'old', until: null };
  const { exempt } = judge(
    manifest(deployment('web'), ingress('a', ['reviews'])),
    { policy: { exemptions: [exemption] } },
    'backend-service-missing',
  );
  expect(exempt).toHaveLength(silenced);
});
