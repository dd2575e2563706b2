import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/admission/review/verdict.ts';
import type { ConfigInput, Mode } from '../../src/config/config.ts';
import { namespaceModesOf } from '../../src/config/namespace-modes.ts';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { createCluster } from '../laws/admission/cluster.ts';
import { object } from '../support/check.ts';
import { deployment, ingress, namespace, service } from '../support/manifests.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const probed = sound('web', { container: { lifecycle: { preStop: { sleep: { seconds: 10 } } } } });
const unprobed = deployment('web', {
  spec: strategy,
  container: { lifecycle: { preStop: { sleep: { seconds: 10 } } } },
});
const label = (name: string, value: string) => ({ [`ingress-policy.io/${name}`]: value });

interface Given {
  readonly mode?: Mode;
  readonly labels?: Record<string, string>;
  readonly rest?: Omit<ConfigInput, 'admission'>;
  readonly users?: readonly string[];
  readonly stored?: readonly Json[];
}

/** The Deployment of a whole route loses its probe. */
async function loses(given: Given, written: Json = unprobed): Promise<Verdict> {
  const { mode = 'enforce', labels = {}, rest = {}, users = [], stored } = given;
  const cluster = createCluster({
    stored: [
      namespace('shop', labels),
      ...(stored ?? [probed, service('web'), ingress('shop', ['web'])]),
    ].map(object),
    policy: { ...rest, admission: { mode, updates: 'lenient', exempt: { users, groups: [] } } },
  });
  return (await cluster.write(object(written))).verdict;
}

/** The effect of each mode on the only finding. */
const words = ({ refused, warned, audited }: Verdict) =>
  [
    ...refused.map(() => 'refused'),
    ...warned.map(({ wouldRefuse }) => (wouldRefuse ? 'warned: would refuse' : 'warned')),
    ...audited.map(() => 'audited'),
  ].join(', ');

const cases: readonly (readonly [string, Given, string])[] = [
  ['enforce, the default', {}, 'refused, audited'],
  ['warn', { mode: 'warn' }, 'warned: would refuse, audited'],
  ['audit', { mode: 'audit' }, 'audited'],
  [
    'enforce, and a namespace that does not',
    { labels: label('enforce', 'off') },
    'warned: would refuse, audited',
  ],
  [
    'warn, and a namespace that enforces',
    { mode: 'warn', labels: label('enforce', 'baseline') },
    'refused, audited',
  ],
  [
    'audit, and a namespace that warns',
    { mode: 'audit', labels: label('warn', 'baseline') },
    'warned: would refuse, audited',
  ],
  [
    'a namespace with every door closed',
    { labels: { ...label('enforce', 'off'), ...label('warn', 'off'), ...label('audit', 'off') } },
    '',
  ],
  ['a label that says nothing is as good as none', { labels: label('enforce', 'yes') }, 'refused, audited'],
  ['a namespace whose profile is off', { rest: { namespaces: { shop: { profile: 'off' } } } }, ''],
  [
    'a label counts before the profile of the policy',
    { rest: { namespaces: { shop: { profile: 'off' } } }, labels: label('enforce', 'baseline') },
    'refused',
  ],
  [
    'what the policy says of a rule stays under a label',
    {
      rest: { rules: { 'readiness-probe-missing': { action: 'warn' } } },
      labels: label('enforce', 'strict'),
    },
    'warned, audited',
  ],
  ['an exempt user', { users: ['kube*'] }, 'warned: would refuse, audited'],
];

test.for(cases)('%s', async ([, given, expected]) => {
  expect(words(await loses(given))).toBe(expected);
});

test('strict refuses behind a Service what baseline only warns of', async () => {
  const stored = [probed, service('web')];
  expect(words(await loses({ stored }))).toBe('warned, audited');
  expect(words(await loses({ stored, labels: label('enforce', 'strict') }))).toBe('refused, audited');
});

test('under strict a workload that nothing serves yet is not refused', async () => {
  const verdict = await loses({ stored: [], labels: label('enforce', 'strict') });
  expect(verdict.refused).toEqual([]);
});

test('a label that fits nothing is told', async () => {
  expect((await loses({ labels: label('enforce', 'yes') })).faults).toEqual([
    'label ingress-policy.io/enforce is "yes": use "baseline", "strict" or "off"',
  ]);
});

describe('doorsOf', () => {
  test('a label opens and shuts its own door alone', () => {
    expect(
      namespaceModesOf('warn', { ...label('enforce', 'strict'), ...label('audit', 'off') }).modes,
    ).toEqual({
      enforce: 'strict',
      warn: 'policy',
      audit: 'off',
    });
  });

  test('a label named like a thing of the language is no label of ours', () => {
    expect(
      namespaceModesOf('enforce', JSON.parse('{"__proto__": "off", "constructor": "off"}')).faults,
    ).toEqual([]);
  });
});
