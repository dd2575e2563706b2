import { anyKind } from '../src/kube/kinds/define.ts';
import { kinds } from '../src/kube/kinds.ts';
import type { Schema } from '../src/kube/schema.ts';

export const kindValidatorTypes = `
import type { Pointer } from './pointer.ts';

/** A place whose type does not fit. \`wants\` names the JSON types that would, or "missing" for a required field. */
export interface Misfit {
  readonly at: Pointer;
  readonly wants: string;
}
/** Adds to \`misfits\` what does not fit in the value, each place once; a sound value costs no allocation. */
export type Validator = (value: unknown, at: Pointer, misfits: Misfit[]) => void;
/** By \`group/Kind\`, and \`*\` for every other kind. */
export declare const validators: Readonly<Record<string, Validator>>;
`;

/**
 * Generates validators. ajv's standalone code for the same schemas is six times as large, and `check` reads the code at
 * every start. test/laws/decode.test.ts compares the two.
 */
export function kindValidators(): string {
  const functions = new Map<string, { readonly name: string; code: string }>();

  /** The function of a schema; equal schemas share it. */
  function compile(schema: Schema): string {
    const key = JSON.stringify(schema);
    const known = functions.get(key);
    if (known !== undefined) return known.name;
    const made = { name: `v${functions.size}`, code: '' };
    functions.set(key, made);
    made.code = `function ${made.name}(v, at, bad) {\n${body(schema)}}\n`;
    return made.name;
  }

  function body(schema: Schema): string {
    const types = [schema.type ?? []].flat();
    const fits = [
      'v === undefined',
      ...(schema.nullable ? ['v === null'] : []),
      ...types.map(type => tests[type]),
    ];
    const wants = JSON.stringify(types.join('|'));
    const inner = innerOf(schema);
    if (inner === '') return `  if (!(${fits.join(' || ')})) bad.push({ at, wants: ${wants} });\n`;
    const [type] = types;
    if (type === undefined || types.length > 1)
      throw new Error(`fields or items of one type alone: ${JSON.stringify(schema)}`);
    const enter = `${type}${schema.nullable ? 'OrNull' : ''}`;
    return `  if (!${enter}(v, at, bad)) return;\n  const n = bad.length;\n${inner}  if (bad.length > n) under(at, bad, n);\n`;
  }

  function innerOf(schema: Schema): string {
    const lines: string[] = [];
    for (const field of schema.required ?? []) {
      lines.push(`  if (v.${field} === undefined) bad.push({ at: "/${field}", wants: "missing" });\n`);
    }
    for (const [field, value] of Object.entries(schema.properties ?? {})) {
      lines.push(`  ${compile(value)}(v.${field}, "/${field}", bad);\n`);
    }
    if (schema.items !== undefined) {
      const check = compile(schema.items);
      lines.push('  for (let i = 0; i < v.length; i++) {\n    const m = bad.length;\n');
      lines.push(`    ${check}(v[i], "", bad);\n    if (bad.length > m) under("/" + i, bad, m);\n  }\n`);
    }
    if (schema.additionalProperties !== undefined) {
      const check = compile(schema.additionalProperties);
      lines.push('  for (const key in v) {\n    const m = bad.length;\n');
      lines.push(
        `    ${check}(v[key], "", bad);\n    if (bad.length > m) under("/" + token(key), bad, m);\n  }\n`,
      );
    }
    return lines.join('');
  }

  const schemas = [
    ['*', anyKind] as const,
    ...kinds.map(({ group, kind, schema }) => [`${group}/${kind}`, schema] as const),
  ];
  const roots = schemas.map(([kind, schema]) => `  ${JSON.stringify(kind)}: ${compile(schema)},\n`);
  const code = [...functions.values()].map(made => made.code).join('');
  return `${runtime}${code}export const validators = {\n${roots.join('')}};\n`;
}

/** A number with a fraction of 0 is an integer: JSON has a single number type, and 8080.0 reaches the decoder as 8080. */
const tests = {
  string: 'typeof v === "string"',
  integer: 'Number.isInteger(v)',
  number: 'typeof v === "number"',
  boolean: 'typeof v === "boolean"',
  object: 'typeof v === "object" && v !== null && !Array.isArray(v)',
  array: 'Array.isArray(v)',
} satisfies Readonly<Record<NonNullable<Schema['type']> & string, string>>;

const runtime = `
const token = key => key.replaceAll("~", "~0").replaceAll("/", "~1");
function under(at, bad, from) {
  for (let i = from; i < bad.length; i++) bad[i].at = at + bad[i].at;
}
// Whether there is something to walk into.
function object(v, at, bad) {
  if (${tests.object}) return true;
  if (v !== undefined) bad.push({ at, wants: "object" });
  return false;
}
function array(v, at, bad) {
  if (${tests.array}) return true;
  if (v !== undefined) bad.push({ at, wants: "array" });
  return false;
}
const objectOrNull = (v, at, bad) => v !== null && object(v, at, bad);
const arrayOrNull = (v, at, bad) => v !== null && array(v, at, bad);
`;
