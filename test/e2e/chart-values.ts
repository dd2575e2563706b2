import fs from 'node:fs';
import path from 'node:path';
import type { Json } from '../../src/kube/json.ts';
import type { Choice, Choices } from './pairwise.ts';
import { chart, type Values } from './release.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The chart's values with a closed list of choices, by path: a new one in the schema is tested automatically. */
export function chartChoices(): Choices {
  const schema: Schema = JSON.parse(fs.readFileSync(path.join(chart, 'values.schema.json'), 'utf8'));
  const found: Record<string, readonly unknown[]> = {};
  const walk = (at: string, { $ref, ...rest }: Schema) => {
    const one = $ref === undefined ? rest : (schema.definitions?.[$ref.replace('#/definitions/', '')] ?? {});
    if (one.type === 'boolean') found[at] = [true, false];
    else if (one.enum !== undefined) found[at] = one.enum;
    for (const [name, inner] of Object.entries(one.properties ?? {}))
      walk(at === '' ? name : `${at}.${name}`, inner);
  };
  walk('', schema);
  return found;
}

/** Values that another value requires; without them the chart fails. */
const companions: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'certificates.certManager.enabled=false': {
    'certificates.secretName': 'given',
    'certificates.caBundle': Buffer.from('a certificate').toString('base64'),
  },
  'clientVerification.enabled=true': { 'clientVerification.configMapName': 'client-ca' },
};

/** The values in the form of `--values`. */
export function valuesOf(choice: Choice): Values {
  const values: Record<string, Json> = {};
  for (const [at, value] of Object.entries(choice)) {
    set(values, at.split('.'), value as Json);
    for (const [other, more] of Object.entries(companions[`${at}=${value}`] ?? {}))
      set(values, other.split('.'), more);
  }
  return values;
}

function set(into: Record<string, Json>, [name = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) into[name] = value;
  else {
    into[name] ??= {};
    set(into[name] as Record<string, Json>, rest, value);
  }
}

/** Sets each value that is empty or off by default. */
export const everything: Values = {
  nameOverride: 'gate',
  fullnameOverride: 'the-gate',
  commonLabels: { team: 'edge' },
  image: { repository: 'registry.example/ingress-policy', digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  webhook: {
    extraArgs: ['--profile=strict'],
    podLabels: { tier: 'gate' },
    podAnnotations: { note: 'a "quoted" one' },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
  },
  audit: {
    extraArgs: ['--profile=strict'],
    podLabels: { tier: 'audit' },
    podAnnotations: { note: 'true' },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
  },
  excludedNamespaces: ['kube-system'],
  certificates: { secretName: 'gate-certificate' },
  clientVerification: { enabled: true, configMapName: 'client-ca', commonNames: ['kube-apiserver'] },
  priorityClassName: 'system-cluster-critical',
  networkPolicy: { apiServer: [{ ipBlock: { cidr: '192.0.2.0/24' } }], monitoring: [] },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
  dashboard: { enabled: true, labels: {} },
};

export const extremes: Values = {
  nameOverride: 'n'.repeat(80),
  fullnameOverride: 'f'.repeat(80),
  webhook: {
    replicas: 1,
    timeoutSeconds: { validate: 1, mutate: 1 },
    preStopSleepSeconds: 0,
    shutdownDelaySeconds: 0,
    terminationGracePeriodSeconds: 11,
    nodeOptions: '',
    resources: {},
  },
  audit: { nodeOptions: '', resources: {} },
  excludedNamespaces: [],
  podDisruptionBudget: { minAvailable: 1 },
  serviceMonitor: { enabled: true, interval: '1s' },
  prometheusRule: { enabled: true },
  dashboard: { enabled: true },
};
