/** The derived files of deploy/: the rules and rights that the chart includes, and the kustomize base that it renders to. */
import fs from 'node:fs';
import path from 'node:path';
import { matchConditions, webhookRules } from '../deploy/registration.ts';
import { auditRights, leaseRights, type PolicyRule, reportRights, webhookRights } from '../deploy/rights.ts';

const home = path.join(import.meta.dirname, '..');
export const chartHome = path.join(home, 'deploy/chart');
const source = 'deploy/registration.ts and deploy/rights.ts';

const banner = (from: string) => `Generated from ${from} by "npm run generate". Changes made here are lost.`;

/** A YAML list of strings in one line. */
const flow = (list: readonly string[]) =>
  `[${list.map(one => (one === '' || one === '*' ? `"${one}"` : one)).join(', ')}]`;

const rightsText = (rules: readonly PolicyRule[]) =>
  rules
    .map(({ apiGroups, resources, resourceNames, verbs }) =>
      [
        `- apiGroups: ${flow(apiGroups)}`,
        `  resources: ${flow(resources)}`,
        ...(resourceNames === undefined ? [] : [`  resourceNames: ${flow(resourceNames)}`]),
        `  verbs: ${flow(verbs)}`,
      ].join('\n'),
    )
    .join('\n');

const rulesText = (door: 'validate' | 'mutate') =>
  webhookRules(door)
    .map(({ apiGroups, apiVersions, resources, operations, scope }) =>
      [
        `- apiGroups: ${flow(apiGroups)}`,
        `  apiVersions: ${flow(apiVersions)}`,
        `  resources: ${flow(resources)}`,
        `  operations: ${flow(operations)}`,
        `  scope: ${scope}`,
      ].join('\n'),
    )
    .join('\n');

const conditionsText = matchConditions
  .map(({ name, expression, because }) =>
    [
      `# ${because}`,
      `- name: ${name}`,
      `  expression: |-`,
      ...expression.split('\n').map(line => `    ${line}`),
    ].join('\n'),
  )
  .join('\n');

/** The chart's generated templates; each is a part of a manifest. */
export function generatedTemplates(): string {
  const parts: Readonly<Record<string, string>> = {
    'rules.validate': rulesText('validate'),
    'rules.mutate': rulesText('mutate'),
    matchConditions: conditionsText,
    'rights.webhook': rightsText(webhookRights),
    'rights.audit': rightsText(auditRights),
    'rights.reports': rightsText(reportRights),
    'rights.lease': rightsText(leaseRights('{{ include "ingress-policy.fullname" . }}-audit')),
  };
  const defines = Object.entries(parts).map(
    ([name, text]) => `{{- define "ingress-policy.${name}" -}}\n${text}\n{{- end }}\n`,
  );
  return [`{{/* ${banner(source)} */}}\n`, ...defines].join('\n');
}

/** The schema of the chart's values, which contains the config's schema: Helm follows no reference to another file. */
export function valuesSchema(): string {
  const file = path.join(chartHome, 'values.schema.json');
  const policy = fs
    .readFileSync(path.join(home, 'policies/config.schema.json'), 'utf8')
    .replace(/^ {2}"\$schema": .*\n/m, '')
    .replaceAll('"#/definitions/', '"#/definitions/policy/definitions/')
    .trimEnd()
    .replaceAll('\n', '\n    ');
  const text = fs.readFileSync(file, 'utf8');
  const mark = '\n    "policy": {';
  return `${text.slice(0, text.lastIndexOf(mark))}\n    "policy": ${policy}\n  }\n}\n`;
}

/** The webhook's rights for a test user, instead of a service account. */
export function testRights(): string {
  const name = 'ingress-policy';
  return `# ${banner(source)}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
  ${rightsText(webhookRights).replaceAll('\n', '\n  ')}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${name}
subjects:
  - kind: User
    apiGroup: rbac.authorization.k8s.io
    name: ${name}
`;
}
