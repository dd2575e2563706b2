import { own } from '../../src/kube/json.ts';
import type { LabelSelector, Labels } from '../../src/kube/kinds/metadata.ts';
import { formatRef } from '../../src/kube/object.ts';
import { pointer, valueAt } from '../../src/kube/pointer.ts';
import { formatLabels, isEmpty, isEmptySelector, matchesSelector, written } from '../../src/kube/selector.ts';
import {
  hasTemplate,
  labelSelectorOf,
  podLabelsWritten,
  type ReadableWorkload,
  templateAt,
} from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly is: 'mismatch' | 'absent';
  readonly workload: string;
  readonly selector: string;
  readonly labels: string;
  readonly refusedBy: string;
}

/** The kinds whose selector must match the template, by the API server or the controller. */
const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Job']);

export default defineRule({
  id: 'pod-selector-mismatch',
  summary: "a workload's selector does not match the labels of its own pod template",
  subject: 'workload',
  chainBreak: null,
  params: {},

  *check({ workload }): Iterable<Found<Data>> {
    const { kind } = workload.ref;
    const isPlain = kind === 'ReplicationController' || kind === 'DeploymentConfig';
    if ((!kinds.has(kind) && !isPlain) || !hasTemplate(workload)) return;
    const selector = labelSelectorOf(workload);
    // The API server writes the selector of a Job itself.
    if (kind === 'Job' && selector === null) return;
    const labels = podLabelsWritten(workload);
    if (selector === null || (!isPlain && isEmptySelector(selector))) {
      // A ReplicationController defaults to the template's labels; a Rollout with workloadRef to its Deployment's selector.
      // Before apps/v1 the API server defaulted to the template's labels.
      if (isPlain || kind === 'Rollout' || workload.apiVersion !== 'apps/v1') return;
      yield found(workload, 'absent', '', labels, writeSelector(workload, labels));
      return;
    }
    if (matchesSelector(selector, written(labels)) !== 'no') return;
    yield found(
      workload,
      'mismatch',
      formatSelector(selector),
      labels,
      addLabels(workload, selector, labels),
    );
  },

  say(data) {
    switch (data.is) {
      case 'mismatch':
        return `${data.workload} selects "${data.selector}", and its own pod template has ${data.labels}: ${data.refusedBy} refuses it`;
      case 'absent':
        return `${data.workload} has no spec.selector, and its pod template has ${data.labels}: ${data.refusedBy} refuses it`;
      default:
        return data.is satisfies never;
    }
  },
});

function found(
  workload: ReadableWorkload,
  is: Data['is'],
  selector: string,
  labels: Labels,
  fix: Fix | undefined,
): Found<Data> {
  const at = `${templateAt(workload)}/metadata/labels` as const;
  return {
    at: { obj: workload, at: is === 'absent' ? '/spec' : '/spec/selector' },
    key: '',
    data: {
      is,
      workload: formatRef(workload.ref),
      selector,
      labels: quoted(labels),
      refusedBy: workload.ref.kind === 'Rollout' ? 'Argo Rollouts' : 'the API server',
    },
    // A Rollout is stored all the same, and Argo Rollouts makes no pods of it.
    failure: workload.ref.kind === 'Rollout' ? 'no-endpoint' : 'rejected',
    when: 'always',
    certainty: 'proven',
    selfContained: true,
    broken: 'container',
    evidence: [evidence('fault', workload, '/spec/selector'), evidence('fault', workload, at)],
    fix,
  };
}

function formatSelector(selector: LabelSelector): string {
  const rest = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) => `${key} ${operator}${values == null ? '' : ` (${values.join(', ')})`}`,
  );
  return [formatLabels(selector.matchLabels ?? {}), ...rest].filter(part => part !== '').join(',');
}

function quoted(labels: Labels): string {
  return isEmpty(labels) ? 'no labels' : `"${formatLabels(labels)}"`;
}

/** Labels that change with a release do not belong in a selector, which cannot change. */
const passing = /(^|[-/.])(version|chart|revision|release|commit|managed-by)$/;

function writeSelector(workload: ReadableWorkload, labels: Labels): Fix | undefined {
  const kept = Object.entries(labels).filter(([key]) => !passing.test(key));
  if (kept.length === 0) return undefined;
  const matchLabels = Object.fromEntries(kept.map(([key, value]) => [key, value ?? '']));
  return {
    safety: 'suggestion',
    title: `Select ${quoted(matchLabels)}`,
    on: workload.ref,
    operations: [{ op: 'add', path: '/spec/selector', value: { matchLabels } }],
    creates: [],
  };
}

/** The selector of a stored workload cannot change, so labels are added to the template and never taken away. */
function addLabels(workload: ReadableWorkload, selector: LabelSelector, labels: Labels): Fix | undefined {
  const wanted = selector.matchLabels ?? {};
  const absent = Object.keys(wanted).filter(key => !Object.hasOwn(labels, key));
  const others = Object.keys(wanted).some(key => Object.hasOwn(labels, key) && labels[key] !== wanted[key]);
  if (absent.length === 0 || others || (selector.matchExpressions ?? []).length > 0) return undefined;
  const base = [...templateAt(workload).split('/').slice(1), 'metadata'];
  const metadata = valueAt(workload.body, pointer(...base));
  const pairs = Object.fromEntries(absent.map(key => [key, wanted[key] ?? '']));
  return {
    safety: 'suggestion',
    title: `Give the pod template ${absent.map(key => `"${key}=${wanted[key] ?? ''}"`).join(', ')}`,
    on: workload.ref,
    operations:
      metadata == null
        ? [{ op: 'add', path: pointer(...base), value: { labels: pairs } }]
        : (own(metadata, 'labels') ?? null) === null
          ? [{ op: 'add', path: pointer(...base, 'labels'), value: pairs }]
          : absent.map(
              key =>
                ({ op: 'add', path: pointer(...base, 'labels', key), value: wanted[key] ?? '' }) as const,
            ),
    creates: [],
  };
}
