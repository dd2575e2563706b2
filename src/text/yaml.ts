import { isJsonObject, type Json, type JsonObject } from '../kube/json.ts';
import { visibleYaml } from './visible.ts';

/** Plain YAML scalars that every reader of YAML 1.1 or 1.2 takes for a string. */
const plain = /^[A-Za-z_/][A-Za-z0-9_./-]*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Block YAML of a small JSON value, with a line for each item, as kubectl prints it. */
export function formatYaml(value: Json): readonly string[] {
  if (isFilledArray(value)) {
    return value.flatMap(item => {
      const [first = '', ...rest] = formatYaml(item);
      return [`- ${first}`, ...rest.map(line => `  ${line}`)];
    });
  }
  if (isFilledObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => {
      const lines = formatYaml(item);
      if (isFilledArray(item)) return [`${scalar(key)}:`, ...lines];
      if (isFilledObject(item)) return [`${scalar(key)}:`, ...lines.map(line => `  ${line}`)];
      return [`${scalar(key)}: ${lines[0]}`];
    });
  }
  return [scalar(value)];
}

const isFilledArray = (value: Json): value is readonly Json[] => Array.isArray(value) && value.length > 0;
const isFilledObject = (value: Json): value is JsonObject =>
  isJsonObject(value) && Object.keys(value).length > 0;

function scalar(value: Json): string {
  if (typeof value === 'string' && plain.test(value) && !reserved.test(value)) return value;
  // JSON is YAML, except for unprintable characters.
  return visibleYaml(JSON.stringify(value));
}
