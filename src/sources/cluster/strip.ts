import { isJsonObject, type Json, type JsonObject } from '../../kube/json.ts';
import { parts, type Schema, schemas } from '../../kube/schemas.ts';

/**
 * Objects without what no rule reads. The schemas of the door name every field that is read, so what they do not name
 * is left out: managedFields, the status, resources, security contexts. A value of the wrong shape stays as it is, and
 * with it what the door says of it.
 */
export interface Stripper {
  /** Of a kind of ours, by `group/Kind`. */
  strip(body: JsonObject, kind: string): JsonObject;
}

/** kubectl's copy of the whole object. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export function createStripper(): Stripper {
  // The same labels, names and images stand in thousands of objects. Emptied when full, so that it cannot grow.
  let known = new Map<string, string>();

  function shared(text: string): string {
    if (text.length > longest) return text;
    const same = known.get(text);
    if (same !== undefined) return same;
    if (known.size >= mostKnown) known = new Map();
    known.set(text, text);
    return text;
  }

  let leaves = new Map<string, JsonObject>();
  function leaf(value: JsonObject): JsonObject {
    for (const key in value) if (typeof value[key] === 'object') return value;
    const text = JSON.stringify(value);
    if (text.length > 512) return value;
    const same = leaves.get(text);
    if (same !== undefined) return same;
    if (leaves.size >= mostKnown) leaves = new Map();
    leaves.set(text, value);
    return value;
  }

  function keep(value: Json): Json {
    if (typeof value === 'string') return shared(value);
    if (Array.isArray(value)) return value.map(keep);
    if (!isJsonObject(value)) return value;
    return leaf(mapped(value, keep));
  }

  function cut(value: Json, schema: Schema): Json {
    const { $ref, properties, items, additionalProperties } = schema;
    if ($ref !== undefined) return cut(value, parts[$ref] ?? {});
    if (Array.isArray(value)) return items === undefined ? keep(value) : value.map(item => cut(item, items));
    if (!isJsonObject(value)) return typeof value === 'string' ? shared(value) : value;
    if (additionalProperties !== undefined) return leaf(mapped(value, item => cut(item, additionalProperties)));
    if (properties === undefined) return keep(value);
    const keys: string[] = []; const values: Json[] = [];
    for (const key of Object.keys(properties)) {
      const field = properties[key];
      if (field === undefined || !Object.hasOwn(value, key)) continue;
      const part = value[key] ?? null;
      keys.push(key); values.push(key === canary ? keep(part) : cut(part, field));
    }
    return leaf(shaped(keys, values));
  }

  return {
    strip(body, kind) {
      const schema = schemas[kind] ?? {};
      const { apiVersion, kind: name, metadata } = body;
      const rest = cut(body, schema);
      if (!isJsonObject(rest)) return body;
      const head = { apiVersion: keep(apiVersion ?? null), kind: keep(name ?? null) };
      if (!isJsonObject(metadata)) return { ...head, ...rest };
      return { ...head, ...rest, metadata: { ...metadataOf(rest.metadata), ...uidOf(metadata) } };
    },
  };
}

/** Of a Rollout's canary more is read than has a shape: `WorkloadBody` leaves its fields open. */
const canary = 'canary';

const longest = 64;
const mostKnown = 50_000;

const shapes = new Map<string, JsonObject>();
function shaped(keys: readonly string[], values: readonly Json[]): JsonObject {
  const name = keys.join(String.fromCharCode(0));
  let shape = shapes.get(name);
  if (shape === undefined) {
    shape = JSON.parse(`{${keys.map(k => `${JSON.stringify(k)}:null`).join(',')}}`) as JsonObject;
    shapes.set(name, shape);
  }
  const made: Record<string, Json> = { ...shape };
  for (let n = 0; n < keys.length; n++) made[keys[n]!] = values[n]!;
  return made;
}

function mapped(value: JsonObject, change: (item: Json) => Json): JsonObject {
  const keys = Object.keys(value); return shaped(keys, keys.map(key => change(value[key] ?? null)));
}

function metadataOf(metadata: Json | undefined): JsonObject {
  if (!isJsonObject(metadata)) return {};
  const { annotations } = metadata;
  if (!isJsonObject(annotations) || !Object.hasOwn(annotations, lastApplied)) return metadata;
  const { [lastApplied]: _, ...others } = annotations;
  return { ...metadata, annotations: others };
}

const uidOf = ({ uid }: JsonObject): JsonObject => (typeof uid === 'string' ? { uid } : {});
