import type { LabelSelector, Labels } from '../../src/kube/kinds/metadata.ts';
import { labelsOf } from '../../src/kube/metadata.ts';
import type { Obj } from '../../src/kube/object.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import type { Maybe } from '../../src/kube/schema.ts';
import { isParametric } from '../../src/kube/text.ts';
import { oneOf, type ValueFault } from '../../src/kube/value-faults.ts';
import { isWorkload, podLabelsWritten, templateAt } from '../../src/kube/workload.ts';

/** Checks the labels of the object itself and of its pods. */
export function* labelFaults(obj: Obj): Iterable<ValueFault> {
  yield* labelMap('/metadata/labels', labelsOf(obj));
  if (!isWorkload(obj) || obj.ref.kind === 'Pod') return;
  yield* labelMap(`${templateAt(obj)}/metadata/labels`, podLabelsWritten(obj));
}

/** Source: IsQualifiedName and IsValidLabelValue, apimachinery/pkg/util/validation. */
export function* labelMap(at: Pointer, labels: Maybe<Labels>): Iterable<ValueFault> {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const wrong = keyFault(key);
    if (wrong !== null) {
      if (!isParametric(key)) yield { at: join(at, key), says: `has a key that ${wrong}` };
      continue;
    }
    // A label of the object itself may have a wrong type, which is reported as such.
    const why = typeof value !== 'string' || value === '' ? null : partFault(value);
    if (why !== null && !isParametric(value ?? '')) {
      yield { at: join(at, key), says: `is "${value}", which ${why}` };
    }
  }
}

function keyFault(key: string): string | null {
  if (soundPart.test(key)) return null;
  const [name = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0) return 'holds more than one "/"';
  if (prefix !== undefined && (prefix.length > 253 || !prefixForm.test(prefix))) {
    return 'has a prefix that is not a lowercase DNS name';
  }
  return name === '' ? 'is empty' : partFault(name);
}

const prefixForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const soundPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function partFault(part: string): string | null {
  if (soundPart.test(part)) return null;
  if (part.length > 63) return 'is longer than 63 characters';
  if (!/^[-A-Za-z0-9_.]*$/.test(part)) return 'holds characters other than letters, digits, "-", "_" and "."';
  return /^[A-Za-z0-9]/.test(part) && /[A-Za-z0-9]$/.test(part)
    ? null
    : 'begins or ends with "-", "_" or "."';
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Does not check the values of a requirement: older servers accept any. Source: ValidateLabelSelectorRequirement. */
export function* selectorFaults(at: Pointer, selector: Maybe<LabelSelector>): Iterable<ValueFault> {
  yield* labelMap(`${at}/matchLabels`, selector?.matchLabels);
  for (const [index, { operator, values }] of (selector?.matchExpressions ?? []).entries()) {
    const place = join(`${at}/matchExpressions`, index);
    yield* oneOf(`${place}/operator`, operator, operators);
    const count = (values ?? []).length;
    if ((operator === 'In' || operator === 'NotIn') && count === 0) {
      yield { at: `${place}/values`, says: `has no value, and "${operator}" compares with one or more` };
    } else if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
      yield { at: `${place}/values`, says: `has values, and "${operator}" takes none` };
    }
  }
}
