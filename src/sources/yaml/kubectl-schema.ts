import {
  boolYaml11Tag,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  FAILSAFE_SCHEMA,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  type Schema,
} from 'js-yaml';
import { goNumber } from './go-number.ts';

// Reads plain text as kubectl does: sigs.k8s.io/yaml on go.yaml.in/yaml/v2, resolve.go and decode.go.
// No preset of js-yaml agrees with kubectl.

const digits = ['-', '+', '.', ...'0123456789'];

const numberTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: digits,
  resolve: source => goNumber(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  resolve: source => goNumber(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const binaryTag = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  resolve: source => Buffer.from(source, 'base64').toString('utf8'),
  identify: () => false,
});

/** A tag that Go does not know does not change the value. */
const anyTag = { matchByTagPrefix: true, identify: () => false } as const;
const anyScalar = defineScalarTag<string>('', { ...anyTag, resolve: source => source });
const anySequence = defineSequenceTag<unknown[]>('', { ...anyTag, create: () => [], addItem: pushItem });

function pushItem(items: unknown[], item: unknown): void {
  items.push(item);
}

type Mapping = Record<string, unknown>;

function addPair(mapping: Mapping, key: unknown, value: unknown): string {
  if (typeof key !== 'string') {
    if (key === null) return nullKey;
    if (typeof key === 'object') return complexKey;
  }
  const name = String(key);
  if (name === '__proto__') {
    Object.defineProperty(mapping, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    mapping[name] = value;
  }
  return '';
}

export const nullKey = 'null key';
export const complexKey = 'complex key';

const mappingOptions = {
  create: (): Mapping => ({}),
  identify: () => false,
  addPair,
  has: (mapping: Mapping, key: unknown) => Object.hasOwn(mapping, String(key)),
  keys: (mapping: Mapping) => Object.keys(mapping),
  get: (mapping: Mapping, key: unknown) => mapping[String(key)],
};

const mapTag = defineMappingTag<Mapping>('tag:yaml.org,2002:map', mappingOptions);
const anyMapping = defineMappingTag<Mapping>('', { ...mappingOptions, matchByTagPrefix: true });

export const kubectlSchema: Schema = FAILSAFE_SCHEMA.withTags(
  nullYaml11Tag,
  boolYaml11Tag,
  numberTag,
  floatTag,
  binaryTag,
  mergeTag,
  mapTag,
  anyScalar,
  anySequence,
  anyMapping,
);

/**
 * For documents with `<<`; use it with `json: true`. go-yaml v2 merges at the position of the key and overwrites earlier
 * keys, while js-yaml never overwrites. With `json: true` js-yaml calls `has` only while it merges. So a key of an
 * earlier call was set by an earlier source of the merge.
 */
export function mergingSchema(): Schema {
  const merged = new WeakMap<Mapping, Set<string>>();
  return kubectlSchema.withTags(
    defineMappingTag<Mapping>('tag:yaml.org,2002:map', {
      ...mappingOptions,
      has(mapping, key) {
        const name = String(key);
        const seen = merged.get(mapping);
        if (seen === undefined) merged.set(mapping, new Set([name]));
        else if (seen.has(name)) return true;
        else seen.add(name);
        return false;
      },
    }),
  );
}
