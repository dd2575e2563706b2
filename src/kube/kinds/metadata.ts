import type { Json } from '../json.ts';
import {
  boolean,
  type Infer,
  integer,
  item,
  list,
  mapOf,
  object,
  type Schema,
  string,
  text,
  words,
} from '../schema.ts';

/** Labels whose values the decoder checks: those of a pod template, a selector, a Pod or a Namespace. */
export const labels = mapOf(string);
export type Labels = NonNullable<Infer<typeof labels>>;

/**
 * Labels or annotations of an object itself. A wrong value there is a fault of the object and does not make it opaque,
 * so a reader goes through `labelsOf` and `annotationsOf`, which leave wrong values out.
 */
const uncheckedLabels: Schema<{ readonly [key: string]: Json } | null> = labels;

const ownerReference = item({
  apiVersion: string,
  kind: string,
  name: string,
  uid: string,
  controller: boolean,
});
export type OwnerReference = Infer<typeof ownerReference>;

const metaFields = {
  name: string,
  generateName: string,
  namespace: string,
  ownerReferences: list(ownerReference),
  deletionTimestamp: string,
};

/** `metadata` of a pod template. */
export const templateMeta = object({ ...metaFields, labels, annotations: labels });
export type TemplateMeta = NonNullable<Infer<typeof templateMeta>>;

/** `metadata` of an object. */
export const meta = object({ ...metaFields, labels: uncheckedLabels, annotations: uncheckedLabels });

/** For a kind whose status states the `generation` that it reports; every change of `spec` raises the generation. */
export const metaWithGeneration = object({
  ...metaFields,
  labels: uncheckedLabels,
  annotations: uncheckedLabels,
  generation: integer,
});

export const labelRequirement = item({ key: text, operator: text, values: words }, 'key', 'operator');
export type LabelRequirement = Infer<typeof labelRequirement>;

export const labelSelector = object({ matchLabels: labels, matchExpressions: list(labelRequirement) });
export type LabelSelector = NonNullable<Infer<typeof labelSelector>>;

/** A reference to one object of the same namespace. */
export const localReference = object({ apiVersion: string, kind: string, name: string });
