import type { LabelRequirement, LabelSelector, Labels } from './kinds/metadata.ts';
import { isParametric } from './text.ts';
import { and, not, or, type Truth } from './truth.ts';

/**
 * The known labels of an object. `written` holds the labels of the manifest; `runtime` says for any other key whether a
 * program may set it at run time (a null `value` asks only for the key). `runtime` null: no program sets labels.
 */
export interface KnownLabels {
  readonly written: Labels;
  readonly runtime: ((key: string, value: string | null) => Truth) | null;
}

/** Whether the object carries the label. The API server decodes a null value as the empty string. */
function hasLabel(labels: KnownLabels, key: string, value: string | null): Truth {
  const runtime = labels.runtime?.(key, value) ?? 'no';
  if (runtime !== 'no' || !Object.hasOwn(labels.written, key)) return runtime;
  const written = labels.written[key] ?? '';
  if (written === (value ?? '')) return 'yes';
  return isParametric(written) || isParametric(value ?? '') ? 'unknown' : 'no';
}

export function hasKey(labels: KnownLabels, key: string): Truth {
  return Object.hasOwn(labels.written, key) ? 'yes' : (labels.runtime?.(key, null) ?? 'no');
}

/** Matches a Service's selector: every pair must match. An empty selector selects nothing; call `isEmpty` first. */
export function matchesLabels(selector: Labels, labels: KnownLabels): Truth {
  let result: Truth = 'yes';
  for (const key of Object.keys(selector)) {
    result = and(result, hasLabel(labels, key, selector[key] ?? ''));
    if (result === 'no') return result;
  }
  return result;
}

/** Matches a LabelSelector: matchLabels and all matchExpressions. An empty selector selects everything. */
export function matchesSelector(selector: LabelSelector, labels: KnownLabels): Truth {
  let result = matchesLabels(selector.matchLabels ?? {}, labels);
  for (const requirement of selector.matchExpressions ?? []) {
    result = and(result, matchesRequirement(requirement, labels));
  }
  return result;
}

function matchesRequirement(requirement: LabelRequirement, labels: KnownLabels): Truth {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'In':
      return isOneOf(requirement, labels);
    case 'NotIn':
      return not(isOneOf(requirement, labels));
    case 'Exists':
      return hasKey(labels, key);
    case 'DoesNotExist':
      return not(hasKey(labels, key));
    default:
      return 'unknown';
  }
}

function isOneOf(requirement: LabelRequirement, labels: KnownLabels): Truth {
  return (requirement.values ?? []).reduce<Truth>(
    (result, value) => or(result, hasLabel(labels, requirement.key, value)),
    'no',
  );
}

export function isEmpty(selector: Labels | null | undefined): boolean {
  return selector === null || selector === undefined || Object.keys(selector).length === 0;
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return isEmpty(selector.matchLabels) && (selector.matchExpressions ?? []).length === 0;
}

/** Labels of an object whose other keys are unknown. */
export function partlyKnown(written: Labels): KnownLabels {
  return { written, runtime: key => (Object.hasOwn(written, key) ? 'no' : 'unknown') };
}

/** `app=web,tier=front`, as kubectl writes a selector. */
export function formatLabels(labels: Labels): string {
  return Object.keys(labels)
    .map(key => `${key}=${labels[key] ?? ''}`)
    .join(',');
}

export function written(labels: Labels | null | undefined): KnownLabels {
  return { written: labels ?? {}, runtime: null };
}
