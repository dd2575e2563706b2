/**
 * Writes the files that are derived from others. `--check` writes nothing and fails when one is stale.
 * A new generated file is one line of `outputs`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { buildSync } from 'esbuild';
import { load } from 'js-yaml';
import { profiles, rules } from '../policies/index.ts';
import { kinds } from '../src/kube/kinds.ts';
import { parts, type Schema, schemas } from '../src/kube/schemas.ts';
import type { Profile, RuleScope } from '../src/policy.ts';
import { type Level, levels } from '../src/rule.ts';

interface Output {
  readonly file: string;
  make(): string;
}

const home = path.join(import.meta.dirname, '..');
const at = (file: string) => path.join(home, file);
const configSchema = 'policies/config.schema.json';

const outputs: readonly Output[] = [
  { file: 'src/kube/validate.generated.js', make: kindValidators },
  { file: 'src/kube/validate.generated.d.ts', make: () => kindValidatorTypes },
  { file: 'policies/index.ts', make: policyIndex },
  { file: 'README.md', make: readme },
  ...(fs.existsSync(at(configSchema))
    ? [
        { file: 'src/config-validate.generated.js', make: configValidator },
        { file: 'src/config-validate.generated.d.ts', make: () => configValidatorTypes },
      ]
    : []),
];

const banner = (from: string) =>
  `// Generated from ${from} by "npm run generate". Changes made here are lost.\n`;

const kindValidatorTypes = `${banner('scripts/generate.ts')}
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
 * ajv's standalone code of the same schemas has six times the size, and \`check\` reads all of it at every start;
 * test/kube/door.property.test.ts holds the two to the same answers.
 */
function kindValidators(): string {
  const missing = kinds
    .map(kind => `${kind.group}/${kind.kind}`)
    .filter(kind => !Object.hasOwn(schemas, kind));
  if (missing.length > 0) throw new Error(`src/kube/schemas.ts has no schema for ${missing.join(', ')}`);
  const functions = new Map<string, { readonly name: string; code: string }>();

  /** The function of a schema; two equal schemas have one. */
  function compile(schema: Schema): string {
    if (schema.$ref !== undefined) {
      const shared = Object.hasOwn(parts, schema.$ref) ? parts[schema.$ref] : undefined;
      if (shared === undefined) throw new Error(`src/kube/schemas.ts has no part "${schema.$ref}"`);
      return compile(shared);
    }
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

  const roots = Object.entries(schemas).map(
    ([kind, schema]) => `  ${JSON.stringify(kind)}: ${compile(schema)},\n`,
  );
  const code = [...functions.values()].map(made => made.code).join('');
  return `${banner('src/kube/schemas.ts')}${runtime}${code}export const validators = {\n${roots.join('')}};\n`;
}

/** A number with a fraction of 0 is an integer: JSON has one number type, and 8080.0 reaches the decoder as 8080. */
const tests = {
  string: 'typeof v === "string"',
  integer: 'Number.isInteger(v)',
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

function policyIndex(): string {
  const folders = fs
    .readdirSync(at('policies'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && fs.existsSync(at(`policies/${entry.name}/rule.ts`)))
    .map(entry => entry.name)
    .sort();
  const baseline = readProfile('baseline', folders);
  const strict = readProfile('strict', folders);
  const names = folders.map(folder => ({
    folder,
    name: folder.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
  }));
  return [
    banner('policies/*/rule.ts and policies/profiles/*.yaml'),
    `import type { Profiles } from '../src/policy.ts';\nimport type { AnyRule } from '../src/rule.ts';\n`,
    ...names.map(({ folder, name }) => `import ${name} from './${folder}/rule.ts';\n`),
    `\nexport const rules: readonly AnyRule[] = [${names.map(({ name }) => `\n  ${name},`).join('')}${names.length > 0 ? '\n' : ''}];\n`,
    `\nexport const profiles: Profiles = ${JSON.stringify({ baseline, strict }, null, 2)};\n`,
  ].join('');
}

/** The README with its table of the rules: all between the two marks is written here. */
function readme(): string {
  const text = fs.readFileSync(at('README.md'), 'utf8');
  const rows = rules.map(({ id, summary }) => {
    const action = profiles.baseline.rules[id] ?? '';
    const strict = profiles.strict.rules[id] ?? '';
    return `| [${id}](policies/${id}/README.md) | ${summary} | ${action} | ${strict} |\n`;
  });
  const table = `| rule | says that | baseline | strict |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  return text.replace(
    /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/,
    (_, from, to) => `${from}\n${table}\n${to}`,
  );
}

/** A profile names every rule there is, and no other. */
function readProfile(name: string, folders: readonly string[]): Profile {
  const file = `policies/profiles/${name}.yaml`;
  const { scope, rules } = load(fs.readFileSync(at(file), 'utf8')) as {
    readonly scope: RuleScope;
    readonly rules: Readonly<Record<string, unknown>>;
  };
  const actions = new Map(Object.entries(rules));
  const faults = folders
    .filter(folder => !actions.has(folder))
    .map(folder => `no entry for the rule "${folder}"`);
  for (const [rule, action] of actions) {
    if (!folders.includes(rule))
      faults.push(`the entry "${rule}" has no folder policies/${rule}/ with a rule.ts`);
    if (!isLevel(action))
      faults.push(`"${rule}" has ${JSON.stringify(action)}, and an action is one of ${levels.join(', ')}`);
  }
  if (faults.length > 0) throw new Error(faults.map(fault => `${file}: ${fault}`).join('\n'));
  const known = [...actions].flatMap(([rule, action]) => (isLevel(action) ? [[rule, action] as const] : []));
  return { scope, rules: Object.fromEntries(known.sort()) };
}

// YAML 1.2 reads `off` as a string, and the schema of js-yaml's `load` is that of YAML 1.2.
const isLevel = (action: unknown): action is Level => levels.some(level => level === action);

const configValidatorTypes = `${banner('scripts/generate.ts')}
/** An error of ajv; \`params\` depends on the keyword. */
export interface ConfigError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
/** False where the configuration breaks its schema; \`errors\` says where, until the next call. */
export declare const validateConfig: { (value: unknown): boolean; errors?: readonly ConfigError[] | null };
`;

function configValidator(): string {
  // Descriptions are for editors; ajv would copy them into the code.
  const schema: AnySchemaObject = JSON.parse(fs.readFileSync(at(configSchema), 'utf8'), (key, value) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, code: { source: true, esm: true } });
  ajv.addSchema(schema, 'config');
  return banner(configSchema) + inlined(standalone.default(ajv, { validateConfig: 'config' }));
}

/**
 * ajv's standalone code still requires its helpers (equal, ucs2length); bundling leaves no ajv at run time.
 * Minified, because esbuild otherwise names the files by where node_modules happens to be.
 */
function inlined(code: string): string {
  const built = buildSync({
    stdin: { contents: code, resolveDir: home },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    legalComments: 'none',
  });
  return built.outputFiles[0]?.text ?? '';
}

function main(): number {
  const isCheck = process.argv.includes('--check');
  let stale = 0;
  for (const { file, make } of outputs) {
    const made = make();
    const written = fs.existsSync(at(file)) ? fs.readFileSync(at(file), 'utf8') : null;
    if (made === written) continue;
    stale++;
    if (isCheck)
      console.error(`${file} is ${written === null ? 'missing' : 'stale'}: run "npm run generate"`);
    else fs.writeFileSync(at(file), made);
    if (!isCheck) console.log(`${file} written`);
  }
  return isCheck && stale > 0 ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
