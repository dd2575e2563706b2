import { isJsonObject, type Json } from '../kube/json.ts';
import { join, type Pointer, parsePointer, valueAt } from '../kube/pointer.ts';
import { levels } from '../rule.ts';
import { type ConfigError, validateConfig } from './validate.generated.js';
import { describe, listed, unknownName } from './words.ts';

/** A fault in a config: its pointer in the file, and a complete sentence. */
export interface ConfigFault {
  readonly at: Pointer;
  readonly message: string;
}

/** The faults that policies/config.schema.json finds, in words. */
export function* schemaFaults(value: Json): Iterable<ConfigFault> {
  if (validateConfig(value)) return;
  const errors = validateConfig.errors ?? [];
  const choices = new Set(
    errors.filter(({ keyword }) => keyword === 'anyOf').map(error => error.instancePath),
  );
  for (const error of errors) {
    // Parameters are checked against their rule's own list, which gives a better message.
    if (/^(\/namespaces\/[^/]*)?\/rules\/[^/]*\/params\//.test(error.instancePath)) continue;
    const at = error.instancePath as Pointer;
    const found = valueAt(value, at);
    if (choices.has(at)) {
      // A rule is an action or an object: the written value shows which of the two is intended.
      const isOther = isJsonObject(found)
        ? error.keyword === 'anyOf' || error.keyword === 'enum'
        : error.keyword !== 'anyOf';
      if (isOther) continue;
    }
    yield faultOf(error, at, found);
  }
}

function faultOf(error: ConfigError, at: Pointer, found: Json | undefined): ConfigFault {
  const tokens = parsePointer(at);
  const { keyword, params } = error;
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      return { at: join(at, key), message: unknownName('key', key, keysAt(tokens)) };
    }
    case 'required':
      return { at, message: `${keyPathOf(tokens)} has no "${String(params.missingProperty)}"` };
    default:
      return {
        at,
        message: `${keyPathOf(tokens)} is ${describe(found)}: use ${wanted(error, tokens, found)}`,
      };
  }
}

function wanted(
  { keyword, params }: ConfigError,
  tokens: readonly string[],
  found: Json | undefined,
): string {
  switch (keyword) {
    case 'enum':
      return listed((params.allowedValues as readonly unknown[]).map(String));
    case 'anyOf':
      return `${listed(levels)}, or an object with ${listed(ruleKeys)}`;
    case 'type': {
      // YAML reads 1.30 as the number 1.3.
      if (tokens.at(-1) === 'kubeVersion' && typeof found === 'number')
        return 'a version in quotes, such as "1.33"';
      return typeWords[String(params.type)] ?? 'another type';
    }
    case 'pattern':
      return tokens.at(-1) === 'until' ? dateWords : 'a version such as "1.33"';
    case 'minItems':
      return 'at least one rule';
    case 'minLength':
      return 'some text';
    default:
      return 'something else';
  }
}

export const dateWords = 'a date such as "2027-01-31"';

const typeWords: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  boolean: 'true or false',
};

/** The key path for a message: `exemptions[0].until`. */
export function keyPathOf(tokens: readonly string[]): string {
  const text = tokens.map(token => {
    if (/^[0-9]+$/.test(token)) return `[${token}]`;
    return /^[\w-]+$/.test(token) ? `.${token}` : `["${token}"]`;
  });
  return text.length === 0 ? 'the config' : text.join('').replace(/^\./, '');
}

const ruleKeys = ['action', 'scope', 'patch', 'params'];

/** The keys that the schema accepts at a key path; a test compares the two. */
export function keysAt(tokens: readonly string[]): readonly string[] {
  const [top, , inner] = tokens;
  switch (top) {
    case 'controllers':
      return ['preset', 'classes', 'namespace', 'labels', 'hostNetwork'];
    case 'exemptions':
      return ['rules', 'kind', 'namespace', 'name', 'reason', 'until'];
    case 'exempt':
      return ['users', 'groups'];
    case 'rules':
      return ruleKeys;
    case 'namespaces':
      return inner === 'rules' ? ruleKeys : ['profile', 'rules'];
    default:
      return [
        'profile',
        'mode',
        'updates',
        'kubeVersion',
        'controllers',
        'rules',
        'namespaces',
        'exemptions',
        'exempt',
      ];
  }
}
