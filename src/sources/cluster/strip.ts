import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { meta } from '../../kube/kinds/metadata.ts';
import { pod } from '../../kube/kinds/pod.ts';
import { kinds } from '../../kube/kinds.ts';
import type { Schema } from '../../kube/schema.ts';
import { isPodMaker } from '../../kube/workload.ts';

/**
 * Removes the fields that no rule reads. The schemas of the kinds name every field that is read; managedFields,
 * resources and security contexts are examples of the rest. A value of a wrong shape is kept, so that the decoder
 * reports it.
 */
export interface Stripper {
  /** `kind` is the `group/Kind` of a kind in the table. */
  strip(body: JsonObject, kind: string): JsonObject;
}

/**
 * `what-is-written` drops the fields that only live rules read: status and generation change with every event, and a
 * watch would store them for nothing. `what-runs` keeps them. It drops the spec of owned pods, the most numerous
 * objects, because their owner's template has it.
 */
export type Keeps = 'what-is-written' | 'what-runs';

/** kubectl's copy of the whole object. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export function createStripper(keeps: Keeps = 'what-is-written'): Stripper {
  const read = keeps === 'what-runs' ? all : written;
  const strings = createPool<string>();
  const leaves = createPool<JsonObject>();

  const shared = (text: string) => (text.length > longest ? text : strings.one(text, text));

  /** Shares equal labels, ports and variables, which an object, its template and its selectors repeat. */
  function leaf(value: JsonObject): JsonObject {
    // Objects of a one-time read are dropped soon: a search for equal values would cost more than it saves.
    if (keeps === 'what-runs') return value;
    const values = Object.values(value);
    if (values.length > mostFields || values.some(item => typeof item === 'object')) return value;
    return leaves.one(JSON.stringify(value), value);
  }

  function keep(value: Json): Json {
    if (typeof value === 'string') return shared(value);
    if (Array.isArray(value)) return value.map(keep);
    if (!isJsonObject(value)) return value;
    return leaf(mapped(value, keep));
  }

  function cut(value: Json, schema: Schema): Json {
    const { properties, items, additionalProperties, open } = schema;
    if (Array.isArray(value)) return items === undefined ? keep(value) : value.map(item => cut(item, items));
    if (!isJsonObject(value)) return typeof value === 'string' ? shared(value) : value;
    if (additionalProperties !== undefined)
      return leaf(mapped(value, item => cut(item, additionalProperties)));
    if (properties === undefined || open === true) return keep(value);
    // Only keys of a schema are assigned, so no key such as `__proto__` can occur.
    const kept: { [key: string]: Json } = {};
    for (const key in properties) {
      const field = properties[key];
      if (field === undefined || !Object.hasOwn(value, key)) continue;
      const part = value[key] ?? null;
      kept[key] = cut(part, field);
    }
    return leaf(kept);
  }

  return {
    strip(body, kind) {
      const schema =
        (keeps === 'what-runs' && kind === '/Pod' && isOwned(body) ? ownedPod : read.get(kind)) ?? anyShape;
      const { apiVersion, kind: name, metadata } = body;
      const rest = cut(body, schema);
      if (!isJsonObject(rest)) return body;
      const head = { apiVersion: keep(apiVersion ?? null), kind: keep(name ?? null) };
      if (!isJsonObject(metadata)) return { ...head, ...rest };
      return { ...head, ...rest, metadata: { ...metadataOf(rest.metadata), ...uidOf(metadata) } };
    },
  };
}

const anyShape: Schema = { type: 'object' };

/** The schemas by `group/Kind`. */
const all: ReadonlyMap<string, Schema> = new Map(
  kinds.map(({ group, kind, schema }) => [`${group}/${kind}`, schema]),
);

/** The schemas without the fields that only live rules read. */
const written: ReadonlyMap<string, Schema> = new Map(
  [...all].map(([kind, schema]) => {
    const { status, ...others } = schema.properties ?? {};
    return [kind, status === undefined ? schema : shape({ ...others, metadata: meta })];
  }),
);

const { spec: _, ...ownedPodFields } = pod.schema.properties ?? {};
const ownedPod = shape(ownedPodFields);

function shape(properties: NonNullable<Schema['properties']>): Schema {
  return { type: 'object', properties };
}

/** Whether a workload owns the pod. The metadata may have any shape. */
function isOwned({ metadata }: JsonObject): boolean {
  const owners = own(metadata, 'ownerReferences');
  return (
    Array.isArray(owners) &&
    owners.some(
      owner => own(owner, 'controller') === true && isPodMaker(own(owner, 'apiVersion'), own(owner, 'kind')),
    )
  );
}

const longest = 64;
const mostFields = 12;
const mostKnown = 50_000;

/** Returns one shared value for all equal values. The pool is emptied when full; shared values stay valid. */
function createPool<T>() {
  let known = new Map<string, T>();
  return {
    one(key: string, value: T): T {
      const same = known.get(key);
      if (same !== undefined) return same;
      if (known.size >= mostKnown) known = new Map();
      known.set(key, value);
      return value;
    },
  };
}

function mapped(value: JsonObject, change: (item: Json) => Json): JsonObject {
  return Object.fromEntries(Object.keys(value).map(key => [key, change(value[key] ?? null)]));
}

function metadataOf(metadata: Json | undefined): JsonObject {
  if (!isJsonObject(metadata)) return {};
  const { annotations } = metadata;
  if (!isJsonObject(annotations) || !Object.hasOwn(annotations, lastApplied)) return metadata;
  const { [lastApplied]: _, ...others } = annotations;
  return { ...metadata, annotations: others };
}

const uidOf = ({ uid }: JsonObject): JsonObject => (typeof uid === 'string' ? { uid } : {});
